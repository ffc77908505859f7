"""What holds for all tests."""

from __future__ import annotations

from tests.zones import pin

pin()
