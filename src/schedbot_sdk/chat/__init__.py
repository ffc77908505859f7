"""OpenAI-compatible chat completions: `POST /chat/completions`, whole and streamed."""

from schedbot_sdk.chat.client import AsyncChatClient, ChatClient
from schedbot_sdk.chat.models import (
    ASSISTANT,
    CONTENT_FILTER,
    ERROR,
    FUNCTION_CALL,
    LENGTH,
    STOP,
    SYSTEM,
    TOOL_CALLS,
    UNKNOWN,
    USER,
    AnswerMessage,
    ChatCompletion,
    ChatMessage,
    Choice,
    Usage,
)
from schedbot_sdk.chat.options import ChatCompletionRequest, ChatOptions, ParseOptions
from schedbot_sdk.chat.request_builder import Messages
from schedbot_sdk.chat.streaming.chunks import ChatCompletionChunk, ChunkChoice, Delta
from schedbot_sdk.chat.streaming.stream import AsyncChatStream, ChatStream
from schedbot_sdk.chat.structured.parsed import Parsed
from schedbot_sdk.chat.structured.server_capabilities import OutputMode
from schedbot_sdk.chat.tools import FunctionCall, FunctionCallDelta, ToolCall, ToolCallDelta

__all__ = [
    "ASSISTANT",
    "CONTENT_FILTER",
    "ERROR",
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
    "ChatOptions",
    "ChatStream",
    "Choice",
    "ChunkChoice",
    "Delta",
    "FunctionCall",
    "FunctionCallDelta",
    "Messages",
    "OutputMode",
    "ParseOptions",
    "Parsed",
    "ToolCall",
    "ToolCallDelta",
    "Usage",
]
