"""The practice purchase: what the affiliate network and the shop do, on sites of our own."""
