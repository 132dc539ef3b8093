"""Product search: one document a product, found by words, filters and sorts, on either database."""
