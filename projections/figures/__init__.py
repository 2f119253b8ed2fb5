"""How well was the promise kept? Response times, and what of them is too small to tell."""
