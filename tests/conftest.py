"""Settings of all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from tests.zones import pin

pin()
# On a busy machine hypothesis needs more time for its inputs and its examples. This is not a failure.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
