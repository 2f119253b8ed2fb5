"""Whom does what happened tell, by which way, and when?"""
