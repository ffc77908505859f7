"""Typed clients for the three HTTP services of a scheduling bot."""
