"""Who is told that something changed? What open pages watch, and what changed in the log."""
