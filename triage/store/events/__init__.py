"""How are events kept? Sealed, chained, and read back as streams."""
