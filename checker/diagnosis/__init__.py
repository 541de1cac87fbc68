"""From evidence to a verdict: pure functions, no clock, no database, no network."""
