"""What do people see of one request?"""
