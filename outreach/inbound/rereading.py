"""Reading stored mail again, when the reader has improved: raw mail and timeline stay, and only news has effects."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from outreach.inbound import process
from outreach.inbound.process import read, reading_of
from outreach.models import InboundMessage
from quotahit.accounts.models import Organization
from quotahit.audit.log import append
from quotahit.events.models import RawInbound

AT_ONCE = 50  # raw mail may be large
logger = logging.getLogger(__name__)


@dataclass
class Rereading:
    """`changed` of the mails that were `read` mean something else now; `failed` ones could not be read and stay so."""

    read: int = 0
    changed: int = 0
    failed: int = 0


def stored_mail(organization: Organization) -> QuerySet[RawInbound]:
    """What has been read before, providers' reports about our own mail left out."""
    rows = RawInbound.objects.for_organization(organization).exclude(status=RawInbound.Status.WAITING)
    return rows.exclude(headers__kind="provider")


def outdated_mail(organization: Organization) -> QuerySet[RawInbound]:
    """The stored mail that an older version of the reader has read."""
    return stored_mail(organization).exclude(reader=process.READER)


def reread(
    organization: Organization,
    rows: QuerySet[RawInbound],
    *,
    actor: object,
    progress: Callable[[Rereading], None] = lambda so_far: None,
) -> Rereading:
    """Read these rows of the organization now, oldest first; one that fails costs nobody else."""
    result = Rereading()
    for some in _batches(list(rows.order_by("pk").values_list("pk", flat=True))):
        before = {message.raw_id: reading_of(message) for message in InboundMessage.objects.filter(raw_id__in=some)}
        for row in RawInbound.objects.filter(pk__in=some).select_related("organization").order_by("pk"):
            _reread(row, before, result)
        progress(result)
    append(organization, actor, "mail.reread", why={"read": result.read, "changed": result.changed})
    return result


def _reread(row: RawInbound, before: dict[int, tuple[object, ...]], result: Rereading) -> None:
    try:
        message = read(row)
    except Exception:  # the edge: one mail must not stop the others
        logger.exception("Inbound row %s could not be read again", row.pk)
        result.failed += 1
        return
    result.read += 1
    result.changed += message is not None and reading_of(message) != before.get(row.pk)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
