"""What of a request lies with others, or was agreed about them?"""
