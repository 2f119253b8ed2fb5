"""Where do supervisors and the data protection officer watch over the work, on pages?"""
