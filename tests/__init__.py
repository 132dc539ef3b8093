"""Whole-system tests: the stream, the promises, the architecture, the browser."""
