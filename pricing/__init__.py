"""What things cost and have cost: offers, price points, price changes, summaries."""
