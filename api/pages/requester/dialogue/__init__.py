"""What does a requester see and do once a receipt is opened?"""
