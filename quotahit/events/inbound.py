"""What is done to raw deliveries by people; a room's own worker reads them."""

from django.db import models, transaction

from quotahit.audit.log import Act, actor_name, append_many
from quotahit.events.models import RawInbound


@transaction.atomic
def read_again(deliveries: models.QuerySet, *, actor: object) -> int:
    """Put deliveries back in the line, as when the interpreter has become better; returns how many."""
    rows = list(deliveries.exclude(status=RawInbound.Status.WAITING).values_list("pk", "organization_id"))
    finished = RawInbound.objects.filter(pk__in=[pk for pk, _ in rows])
    finished.update(status=RawInbound.Status.WAITING, error="", attempts=0, claimed_until=None)
    append_many(
        Act(organization_id, actor_name(actor), "inbound.read_again", ("events.rawinbound", pk))
        for pk, organization_id in rows
    )
    return len(rows)
