"""What do staff get of requests, and send to them? Rows, one request, drafts, search, advice."""
