"""How are several requests worked on together? Links, merges, heaps, and all that one passes on."""
