"""The base of every table of words: a value, its label, and types that a checker understands."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import enum

    class TextChoices(enum.StrEnum):
        """What Django's class is to a type checker, which cannot see through its metaclass."""

        _value_: str
        choices: list[tuple[str, str]]
        values: list[str]
        labels: list[str]
        label: str

        def __new__(cls, value: str, label: str = "") -> "TextChoices": ...

else:
    from django.db.models import TextChoices

__all__ = ["TextChoices"]
