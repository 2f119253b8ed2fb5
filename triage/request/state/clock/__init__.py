"""What does the clock demand of a request, and what has it marked?"""
