"""What do editors keep? Templates, crisis notices, false alarms, feedback on accessibility."""
