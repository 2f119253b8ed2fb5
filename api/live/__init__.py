"""How does an open page learn that something is new? Ticks that tell that, and nothing else."""
