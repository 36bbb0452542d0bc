"""What a person does on the contact page: each is one verb of a lower room, and a sentence about what came of it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from agents.words import chain_label
from compliance.choices import Bar
from compliance.suppressions import suppress
from crm.choices import Channel, Direction, HoldKind
from crm.holds import hand_back, place_hold, release_holds, take_over
from crm.interactions import log_interaction
from crm.mentions import mentioned
from crm.models import Company, Contact, Deal, Note, Task
from crm.scoring import score_contacts
from crm.todo import add_note
from outreach.answering import answer
from outreach.channels.dispatching import send
from outreach.channels.messages import OutgoingMessage
from outreach.choices import StopReason
from outreach.enrollments import enroll, stop_enrollments
from outreach.errors import NotSendable
from outreach.models import Delivery, Mailbox, Sequence, Template
from outreach.reasons import explain
from quotahit.console.acting import acts_on
from quotahit.console.views.contact import the_contact
from quotahit.ids import id_in
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.requesting import request_run

SPOKEN = (Channel.VOICE_LIVE, Channel.MEETING)
act = acts_on(the_contact, "admin:console_contact")


@act
def take(request: HttpRequest, contact: Contact) -> str:
    take_over(contact, by=request.user)
    return gettext("{contact} is yours. The agents leave them alone until you hand them back.").format(contact=contact)


@act
def give_back(request: HttpRequest, contact: Contact) -> str:
    hand_back(contact, by=request.user)
    return gettext("The agents may go on with {contact}.").format(contact=contact)


@act
def pause(request: HttpRequest, contact: Contact) -> str:
    place_hold(contact.organization, contact, HoldKind.MANUAL, by=request.user, key="console")
    return gettext("Nothing is sent to {contact} until you resume.").format(contact=contact)


@act
def resume(request: HttpRequest, contact: Contact) -> str:
    release_holds(contact.organization, kind=HoldKind.MANUAL, by=request.user, key="console", contact=contact)
    return gettext("{contact} may be written to again.").format(contact=contact)


@act
def score(request: HttpRequest, contact: Contact) -> str:
    (made,) = score_contacts(contact.organization, [contact.pk], cause="by_hand", actor=request.user)
    return gettext("The fit is {fit} now ({band}).").format(fit=made.fit, band=made.band)


@act
def start_sequence(request: HttpRequest, contact: Contact) -> str:
    sequences = Sequence.objects.for_organization(contact.organization)
    sequence = get_object_or_404(sequences, pk=id_in(request.POST.get("sequence", "")))
    replace = request.POST.get("replace") == "1"
    result = enroll(contact.organization, [contact.pk], sequence, actor=request.user, replace=replace)
    if contact.pk in result.skipped:
        raise NotSendable(gettext("Not enrolled: {reason}").format(reason=explain(result.skipped[contact.pk])))
    return gettext("{contact} is in {sequence} now.").format(contact=contact, sequence=sequence)


@act
def start_chain(request: HttpRequest, contact: Contact) -> str:
    name = request.POST.get("chain", "")
    request_run(contact.organization, contact, name, actor=request.user)
    return gettext("{chain}: the agents are at work for {contact}.").format(chain=chain_label(name), contact=contact)


@act
def write(request: HttpRequest, contact: Contact) -> str:
    mine = contact.organization
    mailbox = get_object_or_404(Mailbox.objects.for_organization(mine), pk=id_in(request.POST.get("mailbox", "")))
    template = Template.objects.for_organization(mine).filter(pk=id_in(request.POST.get("template", ""))).first()
    subject, body = request.POST.get("subject", "").strip(), request.POST.get("body", "").strip()
    if template is None and not (subject and body):
        raise NotSendable(gettext("A mail needs a subject and a text, or a template."))
    delivery = send(
        OutgoingMessage(
            contact_id=contact.pk,
            mailbox=mailbox,
            key=f"console:{contact.pk}:{get_random_string(12)}",
            template=template,
            subject=subject,
            body=body,
        ),
        actor=request.user,
    )
    return _fate(delivery, str(delivery.subject or template))


@act
def reply(request: HttpRequest, contact: Contact) -> str:
    """Answer their last mail, in its thread."""
    delivery = answer(contact, request.POST.get("body", ""), actor=request.user)
    return _fate(delivery, _("your answer to %(contact)s.") % {"contact": contact})


def _fate(delivery: Delivery, what: str) -> str:
    """What became of a message that a person sent; NotSendable where it did not leave."""
    if delivery.status in (Fate.BLOCKED, Fate.FAILED, Fate.UNKNOWN):
        raise NotSendable(f"{delivery.get_status_display()}: {delivery.explanation or delivery.reason}")
    return f"{delivery.get_status_display()}: {what}"


@act
def log(request: HttpRequest, contact: Contact) -> str:
    return write_down(request, contact=contact)


def write_down(
    request: HttpRequest, *, contact: Contact | None = None, company: Company | None = None, deal: Deal | None = None
) -> str:
    """A note on these records, or a call or a meeting with the contact."""
    kind, body = request.POST.get("kind", "note"), request.POST.get("body", "").strip()
    about = contact or company or deal
    if not body or about is None:
        raise ValueError(_("There is nothing to save: write a text first."))
    if kind == "note":
        note = add_note(about.organization, body, actor=request.user, contact=contact, company=company, deal=deal)
        return told(note)
    if kind not in SPOKEN:
        raise ValueError(_("This kind of entry is not known."))
    if contact is None:
        raise ValueError(_("Say with whom you spoke."))
    log_interaction(
        contact.organization,
        contact,
        channel=kind,
        direction=Direction.OUTBOUND,
        actor=request.user,
        subject=str(Channel(kind).label),
        body=body,
        deal=deal,
    )
    return _("Saved.")


def told(row: Note | Task) -> str:
    """What to say of whom a note or task names."""
    seeing, blind = mentioned(row)
    words = [gettext("Saved.")]
    words += (
        [gettext("{value} can read it.").format(value=", ".join(str(one.user) for one in seeing))] if seeing else []
    )
    words += [gettext("{user} does not see this record, and was not told.").format(user=one.user) for one in blind]
    return " ".join(words)


@act
def never_again(request: HttpRequest, contact: Contact) -> str:
    addresses = [("email", row.key) for row in contact.emails.all()]
    addresses += [("phone", row.number) for row in contact.phones.all()]
    for channel, address in addresses:
        suppress(contact.organization, channel, address, reason=Bar.MANUAL, source="console", actor=request.user)
    stop_enrollments([contact.pk], StopReason.SUPPRESSED, actor=request.user)
    return gettext("Nobody will write to or call {contact} again.").format(contact=contact)
