"""Tests of the whole system: the stream, what is promised, the architecture, the browser."""
