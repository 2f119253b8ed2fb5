"""How is time counted? Working days, opening hours, and the moments of a promise."""
