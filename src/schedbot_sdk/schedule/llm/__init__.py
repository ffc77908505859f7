"""Makes schedules with an LLM: the prompt, the draft that it returns, and the checks of the draft."""
