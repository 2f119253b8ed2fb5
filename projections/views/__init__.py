"""What do people see of requests? The queue, one request, the own request, what is due."""
