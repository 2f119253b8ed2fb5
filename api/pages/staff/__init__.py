"""Which pages do staff see? Signing in, the queue, one request, figures and the catalogue."""
