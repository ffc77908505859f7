"""The wire: everything that knows an HTTP client, behind two classes that return failures as values."""
