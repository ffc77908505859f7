"""Reads phrases of time in English and Russian texts: days, times, lengths, repetitions, zones, reminders."""
