"""The methods for webhooks. The server sends nothing to a webhook; a webhook only stops `getUpdates`. Pure."""

from __future__ import annotations

from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.parameters import Parameters

__all__ = ["delete_webhook", "get_webhook_info", "set_webhook"]


def set_webhook(bot: Bot, parameters: Parameters, _: int) -> object:
    """Set the webhook, which stops getUpdates; an empty URL removes it."""
    url = parameters.text("url").strip()
    if url and not url.startswith("https://"):
        raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    _change(bot, parameters, url)
    if url:
        bot.webhook_settings = _settings(parameters)
    return True


def delete_webhook(bot: Bot, parameters: Parameters, _: int) -> object:
    """Remove the webhook, which allows getUpdates again."""
    return _change(bot, parameters, "")


def get_webhook_info(bot: Bot, _: Parameters, now: int) -> object:
    """The Bot API's WebhookInfo."""
    return {
        "url": bot.webhook,
        "has_custom_certificate": False,
        "pending_update_count": bot.queue.count(now),
        **bot.webhook_settings,
    }


def _change(bot: Bot, parameters: Parameters, url: str) -> object:
    if parameters.text("drop_pending_updates").lower() in {"true", "yes", "1"}:
        bot.queue.drop_all()
    bot.webhook = url
    bot.webhook_settings = {}
    return True


def _settings(parameters: Parameters) -> dict[str, object]:
    settings: dict[str, object] = {}
    if parameters.text("max_connections"):
        settings["max_connections"] = parameters.integer("max_connections")
    if parameters.file("certificate") is not None:
        settings["has_custom_certificate"] = True
    if parameters.text("ip_address"):
        settings["ip_address"] = parameters.text("ip_address")
    if isinstance(kinds := parameters.value("allowed_updates"), list):
        settings["allowed_updates"] = kinds
    return settings
