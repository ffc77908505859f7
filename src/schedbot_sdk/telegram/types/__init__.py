"""Bot API types, one file per noun; `schedbot_sdk.telegram` exports them."""
