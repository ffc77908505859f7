"""Time zones by name, and local times in them: pure, with the standard library's `zoneinfo`."""

from schedbot_sdk.timezones.local import Fold, Gap, Resolved, first_moment, resolve_local
from schedbot_sdk.timezones.names import TimeZoneName, time_zone

__all__ = ["Fold", "Gap", "Resolved", "TimeZoneName", "first_moment", "resolve_local", "time_zone"]
