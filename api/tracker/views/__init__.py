"""The doors of the tracker contract."""
