"""How is anything read? The read door, its questions, and the read models behind it."""
