"""Small pure building blocks that every floor may use. Nothing here knows Django, the network or the clock."""
