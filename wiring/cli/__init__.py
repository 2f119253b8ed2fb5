"""Which commands are there? Their input, what they open, and what they say when refused."""
