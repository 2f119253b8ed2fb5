"""Which processes serve? The web, the embedded service, the follower."""
