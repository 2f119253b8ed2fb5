"""How do staff see and close what came in one burst?"""
