"""Who is away, on duty, or holds what? The questions of those who plan the work."""
