"""Telling members in time what they are to do."""
