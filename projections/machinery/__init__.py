"""How does a read model follow the log? Folding, catching up, rebuilding, repairing."""
