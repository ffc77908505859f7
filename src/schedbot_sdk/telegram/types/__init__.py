"""Bot API types."""
