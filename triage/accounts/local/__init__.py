"""How do staff prove here who they are? By a password, and by a second factor."""
