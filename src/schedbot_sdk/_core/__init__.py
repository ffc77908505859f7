"""HTTP calls without knowledge of a service: calls are data, responses are decoded purely, tenacity drives retries."""
