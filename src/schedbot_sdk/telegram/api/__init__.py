"""Bot API methods as calls: their parameters and results."""
