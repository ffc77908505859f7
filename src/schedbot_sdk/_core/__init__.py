"""HTTP without a service: calls as data, answers read purely, two executors on tenacity."""
