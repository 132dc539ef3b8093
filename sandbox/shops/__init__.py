"""The demo shops as web pages, the truth behind them as JSON, and a panel to change the market."""
