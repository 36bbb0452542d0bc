"""Finding what was said and noted by its words: subject and text of messages, text of notes.

PostgreSQL has an index of their words (crm/migrations/0002_beyond_models.py), which finds what few contain. A word that
very many contain is found sooner by reading the newest rows until there are enough, and so does SQLite, which keeps no
such index: see docs/decisions/0015-words-of-messages.md.
"""

import re
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value

from crm.models import Interaction, Note
from quotahit.accounts.models import Organization
from quotahit.estimates import expected

SHORTEST = 3  # letters of the longest word of a question
MOST_WORDS = 8
MANY = 2000  # rows that the index may find before the newest are read instead
WINDOW = 5000  # newest rows that are read, of each kind
INDEXED = 100_000  # letters of a row that the index knows; PostgreSQL takes no more than a megabyte of words
MARKS = "@./:_-+#"  # they part words, also within an address
TEXTS: dict[type[Model], tuple[tuple[str, ...], str]] = {
    Interaction: (("subject", "body"), "at"),
    Note: (("body",), "created_at"),
}


class Says(Func):
    """Whether the words of these columns are all in the question; word for word the expression of the index."""

    output_field = BooleanField()
    arg_joiner = " || ' ' || "
    template = "(%(words)s @@ to_tsquery('simple', %(question)s))"

    def __init__(self, *columns: str, question: str) -> None:
        super().__init__(*(F(column) for column in columns))
        self.question = Value(question)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        columns = self.arg_joiner.join(compiler.compile(one)[0] for one in self.source_expressions)
        question, params = compiler.compile(self.question)
        return self.template % {"words": words_of(columns), "question": question}, list(params)


def words_of(columns: str) -> str:
    """The words of a row in SQL; of which language they are plays no part."""
    return f"to_tsvector('simple', translate(left({columns}, {INDEXED}), '{MARKS}', '{' ' * len(MARKS)}'))"


def words_in(text: str) -> list[str]:
    """What is looked for; nothing where no word is long enough to tell anything."""
    words = re.findall(r"[^\W_]+", text.lower())[:MOST_WORDS]
    return words if any(len(word) >= SHORTEST for word in words) else []


def search_text(rows: "QuerySet[Any]", organization: Organization, text: str) -> "QuerySet[Any]":
    """Those of `rows`, messages or notes, in which every word of the text begins a word, the newest first."""
    columns, newest = TEXTS[rows.model]
    order = (f"-{newest}", "-pk")
    words = words_in(text)
    if not words:
        return rows.none()
    if connection.vendor == "postgresql":
        question = " & ".join(f"{word}:*" for word in words)
        found = rows.model._default_manager.filter(Says(*columns, question=question), organization=organization)
        if expected(found) <= MANY:
            # By key, so that the order of the page does not lure the planner away from the index of words.
            ids = found.order_by("-pk").values_list("pk", flat=True)[:MANY]
            return rows.filter(pk__one_of=list(ids)).order_by(*order)
    window = rows.model._default_manager.filter(organization=organization).order_by(*order)[:WINDOW]
    said = Q(*(_begins(columns, word) for word in words))
    # By key again: as one question the planner reads the whole table for a word before it looks which rows are meant.
    return rows.filter(said, pk__one_of=list(window.values_list("pk", flat=True))).order_by(*order)


def _begins(columns: tuple[str, ...], word: str) -> Q:
    """A word of one of the columns begins so; letters and digits alone are looked for, so nothing is to be escaped."""
    pattern = rf"(^|\W|_){word}"
    return Q(*(Q(**{f"{column}__iregex": pattern}) for column in columns), _connector=Q.OR)


def excerpt(row: Interaction | Note, text: str, length: int = 90) -> str:
    """The words of a row around the first of those that are looked for, on one line."""
    said = " ".join((row.said if isinstance(row, Interaction) else row.body).split())
    places = [found.start() for word in words_in(text) if (found := re.search(re.escape(word), said, re.I))]
    start = max(min(places, default=0) - length // 3, 0)
    cut = said[start : start + length].strip()
    return f"{'…' if start else ''}{cut}{'…' if start + length < len(said) else ''}"
