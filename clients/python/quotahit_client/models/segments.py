"""What is told of segments. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class QuestionOperator(Model):
    """One way to ask."""

    code: str
    label: str
    takes: str


class Question(Model):
    """A field that conditions may name."""

    code: str
    label: str
    group: str
    kind: str
    operators: list[QuestionOperator]


class Catalogue(Model):
    """Everything that may be asked of a noun's rows."""

    questions: list[Question]


class Counted(Model):
    """How many rows meet a segment now, of those that the key sees."""

    count: int
    is_exact: bool


class Segment(Model):
    """Saved questions; which rows meet them changes by itself."""

    id: int
    name: str
    slug: str
    noun: str
    conditions: dict[str, Any]
    created_by: str
    created_at: datetime
    updated_at: datetime
