"""What can be done to a request? One class a verb."""
