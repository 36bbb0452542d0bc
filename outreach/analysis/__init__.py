"""How a message feels, what its sender wants and what should follow; see `analyze`."""
