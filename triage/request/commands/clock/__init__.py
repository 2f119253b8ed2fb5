"""What does the clock do to a request?"""
