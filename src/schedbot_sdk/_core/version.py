"""The version, where the User-Agent and the package can both read it without a metadata look-up."""

VERSION = "0.1.0"
