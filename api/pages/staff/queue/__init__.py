"""How do staff read the queue, and take what is next, on pages?"""
