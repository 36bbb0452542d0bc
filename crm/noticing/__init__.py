"""What members are told, how each wishes it, and the mails that carry it."""
