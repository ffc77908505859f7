"""Streamed completions: events to parts, parts to a completion."""
