"""The pages for shoppers."""
