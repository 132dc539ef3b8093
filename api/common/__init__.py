"""What the published contracts share."""
