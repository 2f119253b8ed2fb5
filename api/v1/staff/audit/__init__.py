"""What do supervisors and the officer ask, and what is answered?"""
