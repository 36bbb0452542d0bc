# Django ships no types. Only what mypy cannot do without is said here: that members of TextChoices are members.
from enum import EnumMeta, StrEnum
from typing import Any

class _Choices(EnumMeta):
    @property
    def choices(cls) -> list[tuple[str, str]]: ...
    @property
    def labels(cls) -> list[str]: ...
    @property
    def values(cls) -> list[str]: ...

class TextChoices(StrEnum, metaclass=_Choices):  # type: ignore[misc]
    @property
    def label(self) -> str: ...

def __getattr__(name: str) -> Any: ...
