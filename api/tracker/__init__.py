"""The tracker contract: track a product page by its URL, its history, a watchlist, sales. Served under /api/v1/."""
