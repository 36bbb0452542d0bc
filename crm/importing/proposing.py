"""What a file lists and which column feeds which field, from its headers, its cells and what was decided before."""

from collections.abc import Mapping
from itertools import islice

from crm.importing import fields, mapping
from crm.importing.firm_lists import of_firms
from crm.importing.kinds import guess_kind
from crm.importing.options import Kind
from crm.importing.source import Source
from crm.importing.work_fields import ACTIVITY_EXTERNAL
from crm.importing.work_mapping import propose_work
from crm.models import SavedMapping


def kind_by(source: Source, before: SavedMapping | None) -> Kind:
    """What the file lists: as the one before it with these columns did, if that is plain, else by its headers."""
    codes = before.mapping.values() if before else ()
    if any(code.startswith(("activity.", ACTIVITY_EXTERNAL)) for code in codes):
        return Kind.ACTIVITIES
    if any(code.startswith("deal.") for code in codes):
        return Kind.DEALS
    return guess_kind(source.headers, mapping.propose(source.headers, _sample(source)))


def propose(
    source: Source, kind: Kind, own: fields.Own, fixed: Mapping[str, str], tool: str = ""
) -> list[mapping.Column]:
    """A field for every column of a list of this kind; `fixed` headers keep theirs, `tool` is where it may be from."""
    columns = mapping.propose(source.headers, _sample(source), fixed if kind.is_of_leads else {}, own, tool)
    if kind == Kind.COMPANIES:
        return of_firms(columns, fixed)
    return columns if kind == Kind.CONTACTS else propose_work(kind, columns, fixed, own, tool)


def _sample(source: Source) -> islice:
    return islice(source.records(), mapping.SAMPLE_ROWS)
