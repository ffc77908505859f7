"""Polling that loses no update.

`dispatcher` makes the decisions, with the pure modules `pending_updates` (`chat_queues`, `offset`), `timing` and
`failure_policy`. `thread_runner`, `task_runner` and `iterator` carry them out with threads, tasks and loops. `fetcher`
calls Telegram, and `checkpoint` saves the progress in a store.
"""
