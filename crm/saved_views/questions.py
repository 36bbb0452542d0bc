"""What a list is asked: filters, search, columns and order, by names that outlive the columns' places."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, ValidationError

from crm.errors import BadViewError

MOST_COLUMNS = 20  # a list of more cannot be read
LONGEST = 4000  # characters of all that is asked


class Question(BaseModel):
    """`filters` are the parameters of the list's filters; an order that begins with "-" goes down."""

    model_config = ConfigDict(frozen=True)

    filters: dict[str, list[str]] = {}
    search: str = ""
    columns: list[str] = []
    order: list[str] = []


def load(stored: Any) -> Question:
    """The question of a saved view; what cannot be read asks nothing."""
    try:
        return Question.model_validate(stored)
    except ValidationError:
        return Question()


def dump(question: Question) -> dict[str, Any]:
    """As it is stored. Raises BadViewError for one that is too long to be meant, or that no database can keep."""
    if any("\0" in text for text in _texts(question)):
        raise BadViewError("This holds a character that is none.")
    if len(question.model_dump_json()) > LONGEST:
        raise BadViewError(gettext("This asks for too much to be kept as a view. A segment holds longer conditions."))
    return question.model_dump(exclude_defaults=True)


def _texts(question: Question) -> Iterator[str]:
    yield from (question.search, *question.columns, *question.order, *question.filters)
    for values in question.filters.values():
        yield from values
