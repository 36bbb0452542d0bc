"""What the DNS says of a mailbox's domain: whether receivers will take its mail for its own, and what is missing."""
