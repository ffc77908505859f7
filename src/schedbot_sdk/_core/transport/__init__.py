"""All code that knows an HTTP client. Failures are returned as values.

```
endpoint            writes a call as a request, with the credential
pool, async_pool    send requests over our own connections
`- connection       one connection, as a transport of httpx
   `- credential_pool   adds the credential below httpx
      `- backends       open the socket; sync_stream and async_stream limit each wait on it
external_client     sends requests through a client of the user's; trace follows them
```
"""
