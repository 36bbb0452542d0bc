"""Requests of people about their data, as an operator answers them: hand out, erase, and the copies that are left."""

from quotahit.accounts.subjects.holdings import Room, register
from quotahit.console.privacy.copies import remove_traces

register(Room("console", (), clean=remove_traces))
