"""How do the parts come together? Settings, the parts of each process, and the command line."""
