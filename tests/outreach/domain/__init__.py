"""What the DNS says of a mailbox's domain."""
