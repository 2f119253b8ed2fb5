"""What staff enter for a requester over the JSON API, and what they get for it."""
