"""A visitor and what they do: begin, come back, write, say who they are, ask for a person. Each is a verb."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from compliance.addresses import email_key
from compliance.choices import ConsentType, Scope
from compliance.consents import grant_consent
from crm.addresses import add_email
from crm.choices import Channel, HoldKind
from crm.contacts import create_contact, update_contact
from crm.errors import CrmError
from crm.holds import place_hold
from crm.models import Contact, ContactEmail
from crm.notify import notify_owner
from crm.todo import create_task
from outreach.chat.line import tell_visit
from outreach.chat.pages_seen import add_page, plain_url
from outreach.chat.widgets import consent_of, mail_consent_of, opens_at
from outreach.inbound.alarms import KEY, KIND
from outreach.inbound.texts import receive_text
from outreach.models import ChatVisit, ChatWidget
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.audit.log import append
from quotahit.events.record import record
from quotahit.push import tell_organization

ACTOR = "system:chat"
SOURCE, PREVIEW = "chat", "chat preview"
TOPIC = "chat"
TEXT_VERSION = "chat"
TYPING_FOR = timedelta(seconds=3)


def begin(
    widget: ChatWidget, *, url: str, title: str = "", referrer: str = "", origin: str = "", is_preview: bool = False
) -> tuple[ChatVisit, str]:
    """A visitor is about to write, and so agrees to what the window says: their visit, and the token that opens it."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        visit = ChatVisit(
            organization=widget.organization,
            widget=widget,
            digest=digest_of(token),
            address=f"visitor-{secrets.token_hex(8)}",
            origin=origin[:300],
            referrer=plain_url(referrer),
            is_preview=is_preview,
        )
        add_page(visit, url, title)
        visit.save()
        _agree(visit, [Scope.CHAT], visit.address, ConsentType.PEWC, consent_of(widget))
        append(widget.organization, ACTOR, "chat.begun", visit, why={"widget_id": widget.pk})
    return visit, token


def visit_of(key: str, token: str) -> ChatVisit | None:
    """The visit that this token opens at this widget, while the widget is in use; else None."""
    visits = ChatVisit.objects.filter(digest=digest_of(token), widget__key=key, widget__is_active=True)
    return visits.select_related("widget__organization", "widget__mailbox", "contact").first() if token else None


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def see(visit: ChatVisit, url: str, title: str = "") -> None:
    """The visitor is on this page; a window that only asks whether there is something new leaves no trace."""
    if add_page(visit, url, title):
        visit.seen_at = clock.now()
        visit.save(update_fields=["pages", "seen_at"])


def say(visit: ChatVisit, text: str, said_id: str) -> None:
    """Take in one message; the same `said_id` twice is one message. With the first the visitor becomes a contact."""
    with transaction.atomic():
        row = ChatVisit.objects.select_for_update(of=("self",)).select_related("contact__organization").get(pk=visit.pk)
        contact = row.contact or _become_contact(row, visit.widget)
        vendor_id = f"{visit.pk}:{said_id}"
        receive_text(visit.widget.mailbox, contact, Channel.CHAT, row.address, text, vendor_id=vendor_id)
        row.seen_at, row.typed_at = clock.now(), None
        row.save(update_fields=["contact", "seen_at", "typed_at"])
        visit.contact = contact
        tell_visit(visit.pk)


def type_on(visit: ChatVisit) -> None:
    """The visitor is typing; the inbox shows it, and asks no more than every few seconds."""
    now = clock.now()
    if visit.typed_at is None or now - visit.typed_at >= TYPING_FOR:
        ChatVisit.objects.filter(pk=visit.pk).update(typed_at=now)
        tell_organization(visit.organization_id, TOPIC)


def introduce(visit: ChatVisit, name: str, email: str, *, may_mail: bool) -> None:
    """The visitor says who they are. An address that nobody of ours has is theirs from now on, until they show
    otherwise; one that somebody has is written down as a claim, and nothing of that record is touched or told."""
    contact = visit.contact
    if contact is None:
        return
    with transaction.atomic():
        visit.name, visit.email = " ".join(name.split())[:120], email.strip()[:254] if email_key(email) else ""
        if visit.name and not contact.name:
            first, _, last = visit.name.partition(" ")
            update_contact(contact, actor=ACTOR, first_name=first, last_name=last)
        if visit.email:
            _claim_email(visit, contact, may_mail)
        visit.save(update_fields=["name", "email", "claimed"])
        append(visit.organization, ACTOR, "chat.introduced", visit, why={"claimed": bool(visit.claimed)})
    tell_organization(visit.organization_id, TOPIC)


def ask_for_person(visit: ChatVisit) -> None:
    """Call somebody, once until somebody has answered. While somebody is there the agents are silent until then; out of
    hours they go on helping, and the visitor is told when people are there again."""
    contact = visit.contact
    if contact is None or contact.tasks.filter(key__startswith=KEY, done_at=None).exists():
        return
    opening = opens_at(visit.widget)
    key = f"{KEY}chat:{visit.pk}:{clock.now():%Y%m%d%H%M%S}"
    with transaction.atomic():
        visit.asked_at = clock.now()
        visit.save(update_fields=["asked_at"])
        if opening is None:
            place_hold(visit.organization, contact, HoldKind.PAUSE, by=ACTOR, key=key)
        title = format_lazy(_("{contact} asks for a person in the chat"), contact=str(contact))
        create_task(
            visit.organization,
            title=title,
            actor=ACTOR,
            contact=contact,
            assignee=contact.owner,
            due_at=opening or clock.now(),
            key=key,
        )
        link = f"/inbox/{contact.pk}/"
        notify_owner(contact, least=Role.REP, kind=KIND, title=title, link=link, urgency="high", key=key)  # type: ignore[arg-type]  # told to each in their language
        append(visit.organization, ACTOR, "chat.person_asked", visit, why={"is_open": opening is None})
    tell_visit(visit.pk)


def _become_contact(visit: ChatVisit, widget: ChatWidget) -> Contact:
    source = PREVIEW if visit.is_preview else SOURCE
    visit.contact = create_contact(visit.organization, actor=ACTOR, source=source, language=widget.language)
    if not visit.is_preview:
        record(visit.organization, "lead.arrived", subject=visit.contact, payload={"by": Channel.CHAT}, source=ACTOR)
    return visit.contact


def _claim_email(visit: ChatVisit, contact: Contact, may_mail: bool) -> None:
    known = ContactEmail.objects.for_organization(visit.organization).filter(key=email_key(visit.email))
    other = known.exclude(contact=contact).select_related("contact").first()
    if other is not None:
        visit.claimed = other.contact
        return
    try:
        add_email(contact, visit.email, actor=ACTOR)
    except CrmError:  # of a person who was erased, say: no word of that to whoever types it
        return
    if may_mail:
        _agree(visit, [Scope.EMAIL], visit.email, ConsentType.EMAIL_SUB, mail_consent_of(visit.widget))


def _agree(visit: ChatVisit, scopes: list[Scope], address: str, type: ConsentType, text: str) -> None:
    """Put the visitor's consent on record, with the words that they saw."""
    grant_consent(
        visit.organization,
        scopes,
        address,
        type=type,
        text=text,
        text_version=TEXT_VERSION,
        source=f"chat:{visit.widget.key}",
        at=clock.now(),
        actor=ACTOR,
    )
