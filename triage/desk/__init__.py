"""What do staff keep for their own work, beside the requests?"""
