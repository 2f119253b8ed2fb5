"""What is told of the access log: pages of it, what each read was for, what of it is unusual."""
