"""What does the JSON API take and answer? Its routes, bodies, verbs, answers and description."""
