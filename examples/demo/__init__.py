"""Plays conversations with the example bot on local servers: `make demo`."""
