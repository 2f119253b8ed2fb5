"""What may the requester do about what was told, and about the own data?"""
