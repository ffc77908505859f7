"""Bot API methods as classes; `schedbot_sdk.telegram` exports them."""
