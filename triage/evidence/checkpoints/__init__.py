"""What do outsiders hold? Merkle trees over what is stored, closed by signed checkpoints."""
