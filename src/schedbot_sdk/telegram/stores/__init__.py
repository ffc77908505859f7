"""Stores of polling progress and dead letters."""
