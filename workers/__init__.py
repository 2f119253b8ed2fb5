"""What does the clock's work and what reaches the outside world? Celery tasks."""
