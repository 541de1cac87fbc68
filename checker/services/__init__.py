"""What can be done with a check: one use case per file."""
