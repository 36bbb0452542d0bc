"""Requests of people about their data, as an operator answers them: hand out, erase, and the copies that are left."""

from quotahit.accounts.retention import Files, keep
from quotahit.accounts.subjects.holdings import Room, register
from quotahit.console.privacy.copies import copies, remove_traces

register(Room("console", (), clean=remove_traces))
keep(Files("copies", "Copies of the embedded database from before migrations.", 30, due=copies))
