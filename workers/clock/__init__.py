"""Is the clock right, and what does it say? What is held against it, and what is noted."""
