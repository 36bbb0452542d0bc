"""The record of every model call."""
