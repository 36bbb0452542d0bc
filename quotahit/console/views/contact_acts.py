"""What a person does on the contact page: each is one verb of a lower room, and a sentence about what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST

from compliance.choices import Bar
from compliance.suppressions import suppress
from crm.choices import Channel, Direction, HoldKind
from crm.holds import hand_back, place_hold, release_holds, take_over
from crm.interactions import log_interaction
from crm.models import Contact
from crm.scoring import score_contacts
from crm.todo import add_note, create_task
from outreach.channels.dispatching import send
from outreach.channels.messages import OutgoingMessage
from outreach.choices import StopReason
from outreach.enrollments import enroll, stop_enrollments
from outreach.errors import NotSendable
from outreach.models import Mailbox, Sequence, Template
from outreach.reasons import explain
from quotahit.console.views.contact import the_contact
from quotahit.workflow.outgoing import Fate

Verb = Callable[[HttpRequest, Contact], str]


def act(verb: Verb) -> Callable[[HttpRequest, int], HttpResponse]:
    """A POST view of one verb, which returns the sentence to show, and leads back to the page."""

    @require_POST
    def view(request: HttpRequest, contact_id: int) -> HttpResponse:
        contact = the_contact(request, contact_id)
        try:
            messages.success(request, verb(request, contact))
        except (NotSendable, ValueError) as problem:
            messages.error(request, str(problem))
        return redirect("admin:console_contact", contact.pk)

    return view


@act
def take(request: HttpRequest, contact: Contact) -> str:
    take_over(contact, by=request.user)
    return f"{contact} is yours. The agents leave them alone until you hand them back."


@act
def give_back(request: HttpRequest, contact: Contact) -> str:
    hand_back(contact, by=request.user)
    return f"The agents may go on with {contact}."


@act
def pause(request: HttpRequest, contact: Contact) -> str:
    place_hold(contact.organization, contact, HoldKind.MANUAL, by=request.user, key="console")
    return f"Nothing is sent to {contact} until you resume."


@act
def resume(request: HttpRequest, contact: Contact) -> str:
    release_holds(contact.organization, kind=HoldKind.MANUAL, by=request.user, key="console", contact=contact)
    return f"{contact} may be written to again."


@act
def score(request: HttpRequest, contact: Contact) -> str:
    (made,) = score_contacts(contact.organization, [contact.pk], cause="by_hand", actor=request.user)
    return f"The fit is {made.fit} now ({made.band})."


@act
def start_sequence(request: HttpRequest, contact: Contact) -> str:
    sequences = Sequence.objects.for_organization(contact.organization)
    sequence = get_object_or_404(sequences, pk=request.POST.get("sequence") or 0)
    replace = request.POST.get("replace") == "1"
    result = enroll(contact.organization, [contact.pk], sequence, actor=request.user, replace=replace)
    if contact.pk in result.skipped:
        raise NotSendable(f"Not enrolled: {explain(result.skipped[contact.pk])}")
    return f"{contact} is in {sequence} now."


@act
def write(request: HttpRequest, contact: Contact) -> str:
    mine = contact.organization
    mailbox = get_object_or_404(Mailbox.objects.for_organization(mine), pk=request.POST.get("mailbox") or 0)
    template = Template.objects.for_organization(mine).filter(pk=request.POST.get("template") or 0).first()
    subject, body = request.POST.get("subject", "").strip(), request.POST.get("body", "").strip()
    if template is None and not (subject and body):
        raise NotSendable("A mail needs a subject and a text, or a template.")
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
    if delivery.status in (Fate.BLOCKED, Fate.FAILED, Fate.UNKNOWN):
        raise NotSendable(f"{delivery.get_status_display()}: {delivery.explanation or delivery.reason}")
    return f"{delivery.get_status_display()}: {delivery.subject or template}"


@act
def log(request: HttpRequest, contact: Contact) -> str:
    kind, body = request.POST.get("kind", "note"), request.POST.get("body", "").strip()
    if not body:
        raise ValueError("There is nothing to save: write a text first.")
    if kind == "note":
        add_note(contact.organization, body, actor=request.user, contact=contact)
    elif kind == "task":
        title, _, detail = body.partition("\n")
        create_task(
            contact.organization,
            title=title,
            detail=detail,
            actor=request.user,
            contact=contact,
            assignee=request.user,  # type: ignore[arg-type]
        )
    elif kind in (Channel.VOICE_LIVE, Channel.MEETING):
        log_interaction(
            contact.organization,
            contact,
            channel=kind,
            direction=Direction.OUTBOUND,
            actor=request.user,
            subject=str(Channel(kind).label),
            body=body,
        )
    else:
        raise ValueError("This kind of entry is not known.")
    return "Saved."


@act
def never_again(request: HttpRequest, contact: Contact) -> str:
    addresses = [("email", row.key) for row in contact.emails.all()]
    addresses += [("phone", row.number) for row in contact.phones.all()]
    for channel, address in addresses:
        suppress(contact.organization, channel, address, reason=Bar.MANUAL, source="console", actor=request.user)
    stop_enrollments([contact.pk], StopReason.SUPPRESSED, actor=request.user)
    return f"Nobody will write to or call {contact} again."
