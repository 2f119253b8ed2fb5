"""How do the parts come together in a process? One place that makes them all."""
