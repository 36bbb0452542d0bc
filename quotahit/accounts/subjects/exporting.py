"""All that is held about a person, as data that a machine can read (GDPR 15 and 20)."""

import base64
from typing import Any

from django.db import models

from quotahit import clock
from quotahit.accounts.subjects.holdings import find_all
from quotahit.accounts.subjects.subject import Reference, Subject
from quotahit.audit.log import append


def export(subject: Subject, *, actor: object) -> dict[str, Any]:
    """Every row about the person by model, each column by its name, and what each kind is for; the act is logged.

    The value is JSON but for dates, times and decimals, which DjangoJSONEncoder writes.
    """
    _, found = find_all(subject)
    rows: dict[str, list[dict[str, Any]]] = {}
    for part in found:
        if part.ids:
            rows.setdefault(part.holding.model, []).extend(as_data(row) for row in part.rows())
    counts = {model: len(some) for model, some in rows.items()}
    append(subject.organization, actor, "subject.exported", person(subject), why={"rows": sum(counts.values())})
    return {
        "organization": subject.organization.slug,
        "exported_at": clock.now(),
        "addresses": [{"kind": kind, "address": key} for kind, key in sorted(subject.addresses)],
        "counts": counts,
        "about": {part.holding.model: part.holding.why for part in found if part.ids},
        "rows": rows,
    }


def person(subject: Subject) -> Reference | None:
    """The row that stands for the person, where they have one; of one who was merged from several, the first."""
    return min(subject.references, default=None)


def as_data(row: models.Model) -> dict[str, Any]:
    """The columns of a row; bytes in base64."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    return value
