"""What a shopper can do about a cause."""
