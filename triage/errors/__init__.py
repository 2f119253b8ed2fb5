"""What may be refused, and with which stable code?"""
