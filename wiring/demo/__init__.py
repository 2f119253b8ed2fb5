"""What is in the demo? Its staff, its stories, and how they fill an empty place."""
