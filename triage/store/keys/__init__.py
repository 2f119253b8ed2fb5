"""Which keys are there, and how do they end? Rings, inventory, erasure, tombstones."""
