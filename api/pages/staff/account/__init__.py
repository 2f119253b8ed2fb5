"""Where do members of staff sign in, and keep what is theirs alone, on pages?"""
