"""What do staff ask and do over the API, and what is answered? The desk, heaps, data requests."""
