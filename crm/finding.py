"""Finding any record by what a person types: contacts first, then companies, deals and tasks, and what was said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from crm.models import Company, Contact, Deal, Interaction, Note, Task
from crm.search import search_companies, search_contacts
from crm.search_text import excerpt, search_text
from quotahit.accounts.models import Organization

Rows = Callable[[type[Any]], "QuerySet[Any]"]  # the rows of a model that the asker sees


@dataclass(frozen=True)
class Hit:
    """A record that may be meant."""

    kind: str  # contact, company, deal, task, message, note
    id: int
    title: str
    about: str = ""


def find_records(organization: Organization, text: str, rows: Rows, *, limit: int = 10) -> list[Hit]:
    """What the text may mean, at most `limit` of each kind; nothing for an empty text."""
    text = text.strip()
    if not text or "\0" in text:
        return []
    contacts = search_contacts(rows(Contact), organization, text).select_related("company").order_by("-pk")
    companies = search_companies(rows(Company), text).order_by("name_key", "pk")
    deals = rows(Deal).filter(name__istartswith=text).select_related("stage").order_by("-pk")
    tasks = rows(Task).filter(title__istartswith=text, done_at=None).order_by("-pk")
    return [
        *(Hit("contact", one.pk, str(one), _of(one)) for one in contacts[:limit]),
        *(Hit("company", one.pk, one.name, one.domain) for one in companies[:limit]),
        *(Hit("deal", one.pk, one.name, one.stage.name) for one in deals[:limit]),
        *(Hit("task", one.pk, one.title) for one in tasks[:limit]),
        *(_said(one, text) for one in find_texts(organization, text, rows, limit=limit)),
    ]


def find_texts(organization: Organization, text: str, rows: Rows, *, limit: int) -> list[Interaction | Note]:
    """Messages and notes in which the words of the text stand, the newest first, at most `limit` of each."""
    if "\0" in text:
        return []
    messages = search_text(rows(Interaction).select_related("contact"), organization, text)
    notes = search_text(rows(Note).select_related("contact", "company", "deal"), organization, text)
    return [*messages[:limit], *notes[:limit]]


def _of(contact: Contact) -> str:
    return ", ".join(part for part in (contact.title, contact.company.name if contact.company else "") if part)


def _said(row: Interaction | Note, text: str) -> Hit:
    if isinstance(row, Note):
        return Hit("note", row.pk, str(row.contact or row.company or row.deal or "Note"), excerpt(row, text))
    title = row.subject or str(row.get_channel_display())
    return Hit("message", row.pk, f"{title} ({row.contact})", excerpt(row, text))
