"""What do those see who watch over the work? Figures, the log, evidence; never any words."""
