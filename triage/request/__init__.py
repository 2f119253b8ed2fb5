"""What is a help request? The aggregate, its events and commands, and who may know of it."""
