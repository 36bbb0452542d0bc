"""What happened to a person, and what they sent us."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.retention import Rows, keep
from quotahit.accounts.subjects.holdings import Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject
from quotahit.events.models import Event, RawInbound


def _events(subject: Subject) -> QuerySet:
    return Event.objects.for_organization(subject.organization).filter(subject.about())


register(
    Room(
        "events",
        (
            Holding(
                "events.Event",
                Treatment.CLEARED,
                _("What happened, in ids, codes and numbers."),
                find=_events,
                named=False,
            ),
            Holding("events.WebhookEndpoint", Treatment.NOTHING, _("Programs outside that are told of events.")),
            # The room that reads mail knows whose each is, and registers how to find it.
            Holding("events.RawInbound", Treatment.DELETED, _("Mail and reports as they came in."), named=False),
        ),
    )
)

READ = [RawInbound.Status.READ, RawInbound.Status.UNREADABLE]

keep(
    Rows(
        "events", _("What happened, in ids and codes."), 1095,
        due=lambda before: [Event.objects.filter(at__lt=before)],
    ),
    Rows(
        "raw_inbound", _("Mail and reports as they came in, once they have been read."), 180,
        due=lambda before: [RawInbound.objects.filter(status__in=READ, received_at__lt=before)],
    ),
)  # fmt: skip
