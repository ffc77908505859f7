"""Responses of a chat server: to completions, errors and problems. Pure."""
