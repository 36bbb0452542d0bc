"""A column of a file that becomes a field of the organization's own, before the list is read."""

from collections.abc import Mapping
from itertools import islice

from django.utils.translation import gettext

from crm.choices import FieldKind, Noun
from crm.importing import fields
from crm.importing.kinds import kind_of
from crm.importing.options import Kind
from crm.importing.source import open_source
from crm.importing.work_fields import DEAL_CUSTOM
from crm.models import Import
from crm.own_fields.defining import MOST_CHOICES, define_field

NEW = "new."  # and a kind: what stands in place of a field's code
ROWS = 20_000  # that are looked through for the words of a choice


def offered() -> list[tuple[str, str]]:
    """Options of a select box."""
    return [(f"{NEW}{kind}", gettext("New field: {label}").format(label=kind.label.lower())) for kind in FieldKind]


def define_new(job: Import, chosen: Mapping[str, str], *, actor: object) -> dict[str, str]:
    """The choices with each `new.<kind>` made a field of the contact or deal by the name of its column; raises
    BadFieldError."""
    noun, prefix = (Noun.DEAL, DEAL_CUSTOM) if kind_of(job) == Kind.DEALS else (Noun.CONTACT, fields.CUSTOM)
    made = {}
    for header, target in chosen.items():
        if target.startswith(NEW):
            kind = target.removeprefix(NEW)
            words = _words(job, header) if kind == FieldKind.CHOICE else []
            field = define_field(job.organization, noun, header[:80], kind, actor=actor, choices=words)
            target = prefix + field.key
        made[header] = target
    return made


def _words(job: Import, header: str) -> list[str]:
    """The different words of a column, the first of them where there are more than a field may have."""
    source = open_source(job.file)
    at = source.headers.index(header) if header in source.headers else len(source.headers)
    cells = (record.cells[at].strip() for record in islice(source.records(), ROWS) if at < len(record.cells))
    return list(dict.fromkeys(cell.replace(",", " ").replace(";", " ") for cell in cells if cell))[:MOST_CHOICES]
