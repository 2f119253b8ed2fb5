"""What is a request's state made of? Each part is folded from the events on its own."""
