"""How do people and programs reach the service? HTTP: the JSON API and the pages."""
