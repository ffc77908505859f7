"""The state of a bot's webhook."""

from __future__ import annotations

from schedbot_sdk._core.model import WireModel

__all__ = ["WebhookInfo"]


class WebhookInfo(WireModel):
    """Where Telegram sends updates, and how that works (Bot API: WebhookInfo)."""

    url: str
    """The webhook's URL; empty when none is set."""
    has_custom_certificate: bool | None = None
    """Whether the certificate was uploaded by `SetWebhook`."""
    pending_update_count: int
    """How many updates wait for delivery."""
    ip_address: str | None = None
    """The IP address that Telegram sends updates to."""
    last_error_date: int | None = None
    """When the last delivery failed, Unix time; None if none failed."""
    last_error_message: str | None = None
    """Why the last delivery failed, for humans."""
    last_synchronization_error_date: int | None = None
    """When Telegram's data centers last failed to synchronize, Unix time."""
    max_connections: int | None = None
    """The most connections at a time that Telegram opens to the webhook."""
    allowed_updates: list[str] | None = None
    """The kinds of update that are sent; None means all but the three that must be asked for by name."""
