"""The functions that a user passes: their types, their checks, and the log of their errors."""
