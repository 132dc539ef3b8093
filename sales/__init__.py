"""Sale events of shops."""
