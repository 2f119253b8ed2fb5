"""What may somebody see of requests: rows of the queue, one request, its words?"""
