"""What stands before every route? Hosts, limits, callers, and how a problem is answered."""
