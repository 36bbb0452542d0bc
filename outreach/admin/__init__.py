"""Written outreach in the console, by noun."""

from outreach.admin import conversations, deliveries, enrollments, mailboxes, sequences, templates

__all__ = ["conversations", "deliveries", "enrollments", "mailboxes", "sequences", "templates"]
