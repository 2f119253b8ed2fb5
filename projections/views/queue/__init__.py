"""What waits for the workers, in which order, and what does a row tell?"""
