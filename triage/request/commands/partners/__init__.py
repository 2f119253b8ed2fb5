"""What can be done together with others: other units, other services?"""
