"""What may people type? Personal text, visible signs, addresses, secrets."""
