"""What do the papers of data protection say of this very installation? Written from its set-up."""
