"""Kinds of arguments that drills take."""

from argparse import ArgumentTypeError


def positive(text: str) -> int:
    """A number of things, at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}” is not a number above zero")
    return int(text)
