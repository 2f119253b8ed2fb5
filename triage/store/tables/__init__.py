"""Which tables last, and what keeps the rows of each from being made up?"""
