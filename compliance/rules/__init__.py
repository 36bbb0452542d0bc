"""The law as data: what each place asks, with source, date and confidence on every row."""

from compliance.rules.loader import Rules, current

__all__ = ["Rules", "current"]
