"""The schedule, its events, and their recurrence."""
