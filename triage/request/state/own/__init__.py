"""What is known of the requester's own acts?"""
