"""When a record is saved: whom does it look like? Nothing waits for the answer, and nothing is refused for it."""

from collections import defaultdict

from crm.choices import RecordKind
from crm.duplicates.pairs import MOST_AT_ONCE, look_for
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.hints import look_soon

# What tells one from another.
TELLING = frozenset(
    (
        *("first_name", "last_name", "company", "emails", "phones", "linkedin"),
        *("email_rows", "contactemail", "contactphone", "name", "domain", "country"),
    )
)


@listens_to("contact.created", "contact.updated", "company.created", "company.updated")
def look(events: list[Event]) -> None:
    """Look for the likes of a few records; many at once are an import, and wait for the scan."""
    saved: dict[tuple[int, str], set[int]] = defaultdict(set)
    for event in events if len(events) <= MOST_AT_ONCE else ():
        fields = event.payload.get("fields")
        if event.subject_id and (fields is None or not TELLING.isdisjoint(fields)):
            saved[event.organization_id, event.type.partition(".")[0]].add(event.subject_id)
    for (organization_id, kind), ids in saved.items():
        if kind in RecordKind.values:
            look_for(organization_id, kind, ids)


@listens_to("import.finished")
def look_through(events: list[Event]) -> None:
    """A list is in: what it has brought twice is looked for at once, and not only within the hour."""
    look_soon("crm.find_duplicates")
