"""What may not be kept any longer, and how does it go? A class at a time, with a report."""
