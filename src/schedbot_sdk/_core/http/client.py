"""What the SDK needs of an HTTP client; the types are public, in `options`."""

from schedbot_sdk.options import AsyncHttpClient, AsyncHttpResponse, HttpClient, HttpResponse, PhaseTimeouts

__all__ = ["AsyncHttpClient", "AsyncHttpResponse", "HttpClient", "HttpResponse", "PhaseTimeouts"]
