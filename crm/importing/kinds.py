"""What a file lists, told by its headers: people, companies, deals, or what was done."""

from collections.abc import Iterable, Sequence

from crm.importing import headers
from crm.importing.firm_lists import lists_firms
from crm.importing.mapping import Column
from crm.importing.options import Kind, Options
from crm.importing.work_fields import ACTIVITY_EXTERNAL, DEAL_EXTERNAL
from crm.models import Import

# Headers that lists of people have too; the others speak of deals or activities alone.
_OF_ALL = frozenset(
    (
        *("status", "stage", "phase", "etapa", "fase", "name", "title", "description", "notes", "note", "comments"),
        *(
            "type",
            "kind",
            "id",
            "uid",
            "record id",
            "created",
            "date",
            "owner",
            "value",
            "total",
            "revenue",
            "currency",
        ),
        *("text", "from", "start", "message", "channel", "priority", "done", "subject", "deal", "opportunity"),
    )
)
_TELLING = {
    Kind.DEALS: frozenset({"deal.name", "deal.stage", "deal.amount", "deal.close_date", "deal.lost_reason"}),
    Kind.ACTIVITIES: frozenset(
        {"activity.type", "activity.subject", "activity.body", "activity.at", "activity.due", "activity.done"}
        | {"activity.duration", "activity.direction", "activity.done_at"}
    ),
}
_OWN_ID = {Kind.DEALS: DEAL_EXTERNAL, Kind.ACTIVITIES: ACTIVITY_EXTERNAL}
_ENOUGH = 2.0
_BY_THE_WAY = 0.5


def kind_of(job: Import) -> Kind:
    return Options.model_validate(job.options).kind


def guess_kind(names: Sequence[str], columns: Iterable[Column]) -> Kind:
    """What a list with these headers lists; `columns` is how one of people would be read."""
    scores = {kind: _score(names, kind) for kind in _TELLING}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] >= _ENOUGH:
        return best
    return Kind.COMPANIES if lists_firms(columns) else Kind.CONTACTS


def _score(names: Sequence[str], kind: Kind) -> float:
    """How much the headers speak of this kind: each field once, the less the more other lists have such a header."""
    found: dict[str, float] = {}
    for name in names:
        form = (headers.forms(name) or [""])[0]
        field, _ = headers.meaning_of_work(name, kind)
        if field in _TELLING[kind] or field.startswith(_OWN_ID[kind]):
            found[field] = max(found.get(field, 0), _BY_THE_WAY if form in _OF_ALL else 1.0)
    has_name = {"first name", "last name"} <= {form for name in names for form in headers.forms(name)}
    return sum(found.values()) - (2 if has_name else 0)
