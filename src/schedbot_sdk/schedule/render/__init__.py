"""Schedules as text, in English and Russian."""
