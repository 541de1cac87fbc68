"""What was observed, in closed words, before anyone judges it."""
