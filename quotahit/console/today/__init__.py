"""What one person's day looks like: what needs them now, in order, and how things stand."""
