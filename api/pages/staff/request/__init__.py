"""How do staff read one request and act on it, on pages?"""
