"""The shoppers' pages, by noun. A view validates, calls one service or query, and renders."""
