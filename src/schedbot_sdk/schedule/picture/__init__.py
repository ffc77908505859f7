"""Draws a week of schedules as a picture."""
