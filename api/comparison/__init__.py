"""The comparison contract: search products, compare what shops ask, follow prices; for everybody, for reading."""
