"""What does the requester do? Arrives, adds, wishes, asks, changes the receipt."""
