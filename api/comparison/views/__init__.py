"""The doors of the comparison contract."""
