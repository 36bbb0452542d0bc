"""Written outreach in the console, by noun."""

from outreach.admin import chat, conversations, deliveries, enrollments, mailboxes, sequences, templates

__all__ = ["chat", "conversations", "deliveries", "enrollments", "mailboxes", "sequences", "templates"]
