"""The line to a visitor's open page: it hears that something is new, and reads what; no words travel on it."""

from collections.abc import Iterable

from outreach.models import ChatVisit
from quotahit.push import push

CHANGED, TYPING = "chat.changed", "chat.typing"


def group_of(visit_id: int) -> str:
    """The group of the pages on which this visit is open."""
    return f"chat.{visit_id}"


def tell_visit(visit_id: int, what: str = CHANGED) -> None:
    """Have the pages of one visit look again, once the transaction has committed."""
    push(group_of(visit_id), {"type": what})


def tell_visitors(contact_ids: Iterable[int | None], what: str = CHANGED) -> None:
    """The same for every visit of these contacts."""
    for pk in ChatVisit.objects.filter(contact__in=set(contact_ids) - {None}).values_list("pk", flat=True):
        tell_visit(pk, what)
