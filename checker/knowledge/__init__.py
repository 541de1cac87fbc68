"""What is known of the world outside, kept as data and read by small loaders."""
