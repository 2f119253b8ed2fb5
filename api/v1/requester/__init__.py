"""What may a requester send, and what is answered? Asking, the dialogue, the own rights."""
