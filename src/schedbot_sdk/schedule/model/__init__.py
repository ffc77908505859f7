"""The models: schedules, their events, and when the events start, repeat and happen."""
