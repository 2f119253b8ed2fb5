"""How is a refusal said over HTTP? Codes, statuses, and the store that is away."""
