"""People and their keys: users, consents, preferences, API keys."""
