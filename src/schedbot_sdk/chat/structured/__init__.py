"""Structured output: a schema to a request, and a response to a model."""
