"""The version, where the User-Agent and the package can both read it without a metadata look-up."""

__version__ = "0.1.0"
