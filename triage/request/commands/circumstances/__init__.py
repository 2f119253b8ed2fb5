"""What do staff note of how somebody can be helped at all? Whom to avoid, interpreters, silence."""
