"""OpenAI-compatible chat completions: `POST /chat/completions`, whole and streamed."""

from schedbot_sdk.chat.chunks import ChatCompletionChunk, ChunkChoice, Delta
from schedbot_sdk.chat.client import AsyncChatClient, ChatClient
from schedbot_sdk.chat.models import (
    ASSISTANT,
    CONTENT_FILTER,
    FUNCTION_CALL,
    LENGTH,
    STOP,
    SYSTEM,
    TOOL_CALLS,
    UNKNOWN,
    USER,
    AnswerMessage,
    ChatCompletion,
    ChatCompletionRequest,
    ChatMessage,
    Choice,
    Usage,
)
from schedbot_sdk.chat.stream import AsyncChatStream, ChatStream

__all__ = [
    "ASSISTANT",
    "CONTENT_FILTER",
    "FUNCTION_CALL",
    "LENGTH",
    "STOP",
    "SYSTEM",
    "TOOL_CALLS",
    "UNKNOWN",
    "USER",
    "AnswerMessage",
    "AsyncChatClient",
    "AsyncChatStream",
    "ChatClient",
    "ChatCompletion",
    "ChatCompletionChunk",
    "ChatCompletionRequest",
    "ChatMessage",
    "ChatStream",
    "Choice",
    "ChunkChoice",
    "Delta",
    "Usage",
]
