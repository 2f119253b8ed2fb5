"""Which pages does a requester see? The form, the dialogue, leaving, and what is told of us."""
