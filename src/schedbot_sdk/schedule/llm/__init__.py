"""The LLM's part: the prompt, the draft that it returns, and the checks of the draft."""
