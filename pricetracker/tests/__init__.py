"""Tests of the composition: what stands before Django, the stores of the tests, the whole system in one process."""
