"""Programs that use the SDK as its users do; they run from a clone and are not installed."""
