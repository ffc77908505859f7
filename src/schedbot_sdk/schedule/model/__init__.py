"""What a schedule consists of: events, when they start, how they repeat, and when they happen."""
