"""The published contracts, one package each."""
