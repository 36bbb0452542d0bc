"""What can be done through this door: each tool is a plain function of a caller and words, with its scope and marks."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Function = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Tool:
    """One tool. What prospects notice of it, at once or later, is told to whoever lets a model call it."""

    function: Function
    scope: str
    read_only: bool = False
    destructive: bool = False  # whether it takes something away or changes what was there
    repeatable: bool = False  # whether doing it twice is as good as once
    prospect_visible: bool = False

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def description(self) -> str:
        return inspect.cleandoc(self.function.__doc__ or "")


_tools: dict[str, Tool] = {}


def tool(scope: str, **marks: bool) -> Callable[[Function], Function]:
    """Offer the function under its own name; its first argument is the caller, the others are the tool's.

    Rooms above add theirs in the same way, by importing this.
    """

    def register(function: Function) -> Function:
        _tools[function.__name__] = Tool(function, scope, **marks)
        return function

    return register


def tools() -> list[Tool]:
    """All of them, by name."""
    return [_tools[name] for name in sorted(_tools)]
