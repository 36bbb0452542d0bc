"""What was written to a person and what they wrote: all of it goes, raw mails too, and nothing more leaves."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.subjects import CONTACT
from outreach.choices import StopReason
from outreach.deliveries import STILL_HERE, cancel
from outreach.enrollments import stop_enrollments
from outreach.inbound.mime import open_mail
from outreach.models import ChatVisit, Delivery, Enrollment, InboundMessage, Mailbox, SegmentEntry, Thread
from quotahit.accounts.errors import NotYetErasable
from quotahit.accounts.retention import Rows, keep
from quotahit.accounts.subjects.holdings import Find, Holding, Room, Treatment, register
from quotahit.accounts.subjects.mentions import Mentions
from quotahit.accounts.subjects.subject import Subject
from quotahit.events.models import RawInbound
from quotahit.workflow.outgoing import Fate

OUR_MODELS = ("SequenceStep", "Mailbox", "SegmentEnrollment", "ChatWidget")
OURS = _("What the organization says of itself and how it sends.")
TEXTS = _("Texts for everybody; where one names the person, they are taken out.")
SIGNS_OF_CODING = (b"=?", b"base64", b"quoted-printable", b"BASE64", b"Quoted-Printable")


def _of_contact(model: type[ChatVisit] | type[Delivery] | type[Enrollment] | type[SegmentEntry] | type[Thread]) -> Find:
    return lambda subject: model._base_manager.filter(contact__in=subject.ids(CONTACT))


def _messages(subject: Subject) -> QuerySet:
    return InboundMessage.objects.filter(contact__in=subject.ids(CONTACT))


def _from_their_address(subject: Subject) -> QuerySet:
    """What came from the person before anybody knew whose address that is."""
    unknown = InboundMessage.objects.for_organization(subject.organization).filter(contact=None)
    return unknown.filter(sender__iregex=subject.mentions.pattern) if subject.mentions else unknown.none()


def _visits_that_name(subject: Subject) -> QuerySet:
    """Visits of somebody who has said that they are this person."""
    visits = ChatVisit.objects.for_organization(subject.organization)
    named = Q(claimed__in=subject.ids(CONTACT))
    return visits.filter(named | Q(email__iregex=subject.mentions.pattern) if subject.mentions else named)


def _raw(subject: Subject) -> QuerySet:
    messages = InboundMessage.objects.filter(pk__in=subject.ids("outreach.inboundmessage"))
    return RawInbound.objects.filter(pk__in=messages.values("raw_id"))


def _raw_that_names(subject: Subject) -> QuerySet:
    """Every other raw mail and report that names the person: what is raw cannot be cleared."""
    mine = RawInbound.objects.for_organization(subject.organization)
    rows = mine.iterator(200) if subject.mentions else ()
    return mine.filter(pk__in=[row.pk for row in rows if _names(row, subject.mentions)])


def _names(row: RawInbound, mentions: Mentions) -> bool:
    """Whether what came in names the person: as it stands, or in what it says once decoded."""
    body = bytes(row.body)
    if mentions.found_in(body) or mentions.taken_out(row.headers) != row.headers or mentions.found_in(row.error):
        return True
    return any(sign in body for sign in SIGNS_OF_CODING) and any(map(mentions.found_in, _texts(body)))


def _texts(body: bytes) -> Iterator[str]:
    mail = open_mail(body)
    yield from (value for fields in (mail.fields, mail.enclosed, *mail.status) for _, value in fields)
    yield from (mail.plain, mail.html, mail.calendar)


def stop(subject: Subject, actor: object) -> Mapping[str, int]:
    """End what the person is in, and cancel what waits to be sent to them."""
    ids = subject.ids(CONTACT)
    planned = Delivery.objects.filter(contact__in=ids, status__in=STILL_HERE)
    waiting = planned.count()
    stopped = stop_enrollments(ids, StopReason.REMOVED, actor=actor) if ids else 0
    for delivery in planned.order_by("pk"):
        cancel(delivery, actor=actor)
    counts = {"enrollments_stopped": stopped, "deliveries_cancelled": waiting}
    return {name: count for name, count in counts.items() if count}


def erase(subject: Subject, actor: object) -> Mapping[str, int]:
    """Take the person out of what mailboxes say of their trouble; a server's refusal names the recipient."""
    for mailbox in Mailbox.objects.filter(organization=subject.organization):
        troubles = {name: getattr(mailbox, name) for name in ("trouble", "sending_trouble", "test_result")}
        left = {name: subject.calls.taken_out(value) for name, value in troubles.items()}
        if left != troubles:
            Mailbox.objects.filter(pk=mailbox.pk).update(**left)
    return {}


def lock(subject: Subject) -> None:
    """A message that a worker is just handing over must first have its fate written down."""
    if Delivery.objects.filter(contact__in=subject.ids(CONTACT), status=Fate.CLAIMED).exists():
        raise NotYetErasable(
            gettext(
                "A message to this person is being sent at this moment. Nothing follows it; erase again in a few "
                "minutes."
            )
        )


register(
    Room(
        "outreach",
        (
            Holding("outreach.InboundMessage", Treatment.DELETED, _("Mails from them, as read."), find=_messages,
                    search=_from_their_address),
            Holding("events.RawInbound", Treatment.DELETED, _("The raw mails."), find=_raw,
                    search=_raw_that_names, named=False),
            Holding("outreach.Delivery", Treatment.DELETED, _("Messages to them."), find=_of_contact(Delivery)),
            Holding("outreach.Thread", Treatment.DELETED, _("Conversations with them."), find=_of_contact(Thread)),
            Holding("outreach.ChatVisit", Treatment.DELETED, _("Their visits by chat, with the pages that they saw."),
                    find=_of_contact(ChatVisit), search=_visits_that_name),
            Holding("outreach.SegmentEntry", Treatment.DELETED, _("Segments that looked at them."),
                    find=_of_contact(SegmentEntry)),
            Holding("outreach.Enrollment", Treatment.DELETED, _("Sequences they were in."),
                    find=_of_contact(Enrollment)),
            *(
                Holding(f"outreach.{model}", Treatment.CLEARED, TEXTS)
                for model in ("Template", "HistoricalTemplate", "Sequence")
            ),
            *(Holding(f"outreach.{model}", Treatment.NOTHING, OURS) for model in OUR_MODELS),
        ),
        stop=stop,
        lock=lock,
        erase=erase,
    )
)  # fmt: skip

keep(
    Rows(
        "strangers_mail", _("Mail from people who are no contacts."), 180,
        due=lambda before: [InboundMessage.objects.filter(contact=None, received_at__lt=before)],
    )
)  # fmt: skip

keep(
    Rows(
        "chat_visits", _("Visits by chat, with the pages seen; what was said stays with the contact."), 365,
        due=lambda before: [ChatVisit.objects.filter(seen_at__lt=before)],
    )
)  # fmt: skip
