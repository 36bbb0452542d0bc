"""Contacts as a list that people can take elsewhere, and that an import of ours reads back as it was.

The header is made of the codes that a mapping knows (crm.importing.fields): a list that was exported, corrected and
imported again finds everybody by their address, and changes only what was corrected.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from crm.choices import FieldKind, Noun
from crm.importing.fields import COMPANY_CUSTOM, CUSTOM
from crm.models import Contact, CustomField
from crm.own_fields.adopting import found_keys
from crm.own_fields.defining import fields_of
from crm.own_fields.keys import key_of
from crm.own_fields.people import People, people_of
from crm.spreadsheet import escaped
from crm.values import as_text
from quotahit.accounts.models import Membership, Organization
from quotahit.audit.log import append

CHUNK = 1000
Column = tuple[str, Callable[[Contact], Any]]


def export_contacts(rows: QuerySet[Contact], organization: Organization, *, by: Membership) -> Iterator[str]:
    """The lines of a CSV file of these contacts, already narrowed to what the member sees; the act is logged."""
    append(organization, by.user, "contacts.exported", why={"count": rows.count()})
    return _lines(rows, _columns(organization, by))


def as_file(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    """The lines as a download; the mark at its beginning tells spreadsheets that it is UTF-8."""
    answer = StreamingHttpResponse(chain(["\ufeff"], lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _lines(rows: QuerySet[Contact], columns: Sequence[Column]) -> Iterator[str]:
    yield _line([name for name, _ in columns])
    last = 0
    related = rows.select_related("company", "owner").prefetch_related("emails", "phones", "tags").order_by("pk")
    while chunk := list(related.filter(pk__gt=last)[:CHUNK]):
        yield "".join(_line([escaped(as_text(read(contact))) for _, read in columns]) for contact in chunk)
        last = chunk[-1].pk


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _columns(organization: Organization, by: Membership) -> list[Column]:
    own = ("first_name", "last_name", "title", "seniority", "department", "linkedin", "city", "state", "zip", "country")
    plain = (*own, "zone", "language", "source", "lifecycle", "lead_status")
    firm = ("website", "industry", "employees", "annual_revenue", "city", "state", "zip", "country")
    return [
        ("email", lambda one: _at(one.emails.all(), 0, "address")),
        ("other_email", lambda one: _at(one.emails.all(), 1, "address")),
        ("phone", lambda one: _at(one.phones.all(), 0, "number")),
        *((name, _column(name)) for name in plain),
        ("owner", lambda one: one.owner.email if one.owner else ""),
        ("tags", lambda one: ", ".join(tag.name for tag in one.tags.all())),
        ("company", lambda one: one.company.name if one.company else ""),
        *((f"company.{name}", _of_company(name)) for name in firm),
        *_own_columns(organization, by),
    ]


def _own_columns(organization: Organization, by: Membership) -> Iterator[Column]:
    """The defined fields, and what stands in the newest contacts under a key of none."""
    people = people_of(organization)
    for field in fields_of(organization, Noun.CONTACT):
        yield CUSTOM + field.key, _own(field, people)
    for found in found_keys(organization, Noun.CONTACT, by):
        if found.key == key_of(found.key):
            yield CUSTOM + found.key, _own(CustomField(key=found.key, kind=FieldKind.TEXT), people)
    for field in fields_of(organization, Noun.COMPANY):
        read = _own(field, people)
        yield COMPANY_CUSTOM + field.key, lambda one, read=read: read(one.company) if one.company else ""  # type: ignore[misc]


def _own(field: CustomField, people: People) -> Callable[[Any], Any]:
    addresses = {pk: word for word, pk in people.by_word.items()}

    def read(row: Any) -> Any:
        value = row.custom.get(field.key)
        if field.kind == FieldKind.PERSON and isinstance(value, int):
            return people.names.get(value) or addresses.get(value, "")
        return ", ".join(map(as_text, value)) if isinstance(value, list) else value

    return read


def _column(name: str) -> Callable[[Contact], Any]:
    return lambda one: getattr(one, name)


def _of_company(name: str) -> Callable[[Contact], Any]:
    return lambda one: getattr(one.company, name) if one.company else ""


def _at(rows: Any, place: int, name: str) -> str:
    found = list(rows)
    return getattr(found[place], name) if len(found) > place else ""
