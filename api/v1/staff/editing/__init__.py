"""What do coordinators keep for others to read? Templates, notices, lists."""
