"""The console's pages of outreach: what they show, what they let whom do, and that a page is never what sends."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from crm.models import Contact
from outreach.channels import plan, send
from outreach.choices import EnrollmentStatus
from outreach.enrollments import enroll
from outreach.inbound.process import process_waiting
from outreach.mailboxes import mailbox_secret, settings_of
from outreach.models import Delivery, Enrollment, InboundMessage, Mailbox, Sequence, Template, Thread
from outreach.sandbox import answer_as_prospect
from outreach.tick import tick
from quotahit.accounts.models import Organization, User
from quotahit.workflow.outgoing import Fate
from tests.outreach.servers import Postbox
from tests.outreach.test_dispatch import AGENT, a_message


def page(model: str, row: object, act: str = "change") -> str:
    return reverse(f"admin:outreach_{model}_{act}", args=[row.pk])  # type: ignore[attr-defined]


def press(client: Client, model: str, row: object, name: str) -> list[str]:
    """Press a button of a row's page; returns the sentences that are shown afterwards."""
    address = reverse(f"admin:outreach_{model}_do", args=[row.pk, name])  # type: ignore[attr-defined]
    answer = client.post(address, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def as_victor(victor: User) -> Client:
    client = Client()
    client.force_login(victor)
    return client


@pytest.fixture
def story(acme: Organization, engage: Sequence, dana: Contact) -> Delivery:
    """Dana was written to and has answered."""
    enroll(acme, [dana.pk], engage, actor=AGENT)
    tick()
    delivery = Delivery.objects.get()
    answer_as_prospect(delivery, "Where is the data stored?")
    process_waiting()
    return delivery


@pytest.mark.parametrize(
    "model", ["mailbox", "template", "sequence", "enrollment", "delivery", "thread", "inboundmessage"]
)
def test_every_list_and_page_opens_for_whoever_may_look(
    as_alice: Client, as_bob: Client, as_victor: Client, story: Delivery, model: str
) -> None:
    row = {
        "mailbox": Mailbox,
        "template": Template,
        "sequence": Sequence,
        "enrollment": Enrollment,
        "delivery": Delivery,
        "thread": Thread,
        "inboundmessage": InboundMessage,
    }[model].objects.first()
    for client in (as_alice, as_bob, as_victor):
        assert client.get(reverse(f"admin:outreach_{model}_changelist")).status_code == 200
        assert client.get(page(model, row)).status_code == 200


def test_an_unknown_fate_is_settled_by_a_person(as_bob: Client, live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    postbox.hangs_up = True
    delivery = send(a_message(dana, live), actor=AGENT)
    shown = as_bob.get(page("delivery", delivery)).content.decode()
    assert "It was sent: mark it so" in shown
    assert "Send it again" in shown
    assert press(as_bob, "delivery", delivery, "mark-sent") == ["It counts as sent, and stands in the timeline."]
    assert press(as_bob, "delivery", delivery, "send-again") == ["This message is sent by now."]


def test_following_an_address_does_nothing_only_a_press_does(as_bob: Client, sandbox: Mailbox, dana: Contact) -> None:
    (delivery,) = plan([a_message(dana, sandbox)], actor=AGENT)
    address = reverse("admin:outreach_delivery_do", args=[delivery.pk, "cancel"])
    assert as_bob.get(address).status_code == 405
    assert press(as_bob, "delivery", delivery, "cancel") == ["It will not be sent."]
    delivery.refresh_from_db()
    assert delivery.status == Fate.CANCELLED


@pytest.mark.parametrize("model", ["mailbox", "enrollment", "delivery"])
def test_a_button_is_a_form_of_its_own_not_one_within_the_rows(
    as_alice: Client, acme: Organization, engage: Sequence, live: Mailbox, dana: Contact, model: str
) -> None:
    enroll(acme, [dana.pk], engage, actor=AGENT, mailbox=live)
    tick()
    row = {"mailbox": live, "enrollment": Enrollment.objects.get(), "delivery": Delivery.objects.get()}[model]
    html = as_alice.get(page(model, row)).content.decode()
    depths, depth = [], 0
    for tag in re.findall(r"<(/?)form\b", html):
        depth += -1 if tag else 1
        depths.append(depth)
    assert "/do/" in html
    assert max(depths) == 1


def test_a_viewer_and_a_stranger_cannot_press(
    as_victor: Client, charlie: User, sandbox: Mailbox, dana: Contact
) -> None:
    (delivery,) = plan([a_message(dana, sandbox)], actor=AGENT)
    address = reverse("admin:outreach_delivery_do", args=[delivery.pk, "cancel"])
    assert as_victor.post(address).status_code == 403
    stranger = Client()
    stranger.force_login(charlie)
    assert stranger.post(address).status_code == 404
    assert Delivery.objects.get().status == Fate.PLANNED


def test_an_enrolment_is_paused_resumed_and_stopped(
    as_bob: Client, acme: Organization, engage: Sequence, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor=AGENT)
    enrollment = Enrollment.objects.get()
    for name, status in [
        ("pause", EnrollmentStatus.PAUSED),
        ("resume", EnrollmentStatus.ACTIVE),
        ("stop", EnrollmentStatus.STOPPED),
    ]:
        press(as_bob, "enrollment", enrollment, name)
        enrollment.refresh_from_db()
        assert enrollment.status == status


def test_a_template_that_names_what_does_not_exist_is_refused_with_the_name(as_alice: Client, engage: Sequence) -> None:
    template = Template.objects.first()
    assert template is not None
    form = {"name": template.name, "subject": "Hello", "body": "Hello {{ contact.frist_name }}"}
    answer = as_alice.post(page("template", template), form)
    assert "There is no variable contact.frist_name." in answer.content.decode()
    answer = as_alice.post(page("template", template), form | {"body": "Hello {{ contact.first_name }}"})
    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.version, template.history.count()) == (2, 2)


def test_a_template_is_previewed_with_a_contact(as_bob: Client, engage: Sequence, dana: Contact) -> None:
    template = engage.steps.get(position=1).template
    shown = as_bob.get(page("template", template, "preview"), {"contact": dana.pk}).content.decode()
    assert "Hello Dana," in shown
    Template.objects.filter(pk=template.pk).update(body="{{ contact.custom.fleet }}")
    shown = as_bob.get(page("template", template, "preview"), {"contact": dana.pk}).content.decode()
    assert "The template asks for contact.custom.fleet" in shown


def test_a_sequence_says_who_gets_what_and_begins_with_one_press(
    as_bob: Client, engage: Sequence, dana: Contact
) -> None:
    shown = as_bob.get(page("sequence", engage, "preview")).content.decode()
    assert shown.count("Re: Globex") == 3
    contacts = re.findall(r'name="contact" value="(\d+)"', shown)
    assert contacts == [str(dana.pk)]
    as_bob.post(page("sequence", engage, "enroll"), {"contact": contacts})
    assert Enrollment.objects.get().contact == dana


def test_a_mailbox_is_set_up_with_its_password_sealed_and_never_shown(as_alice: Client, acme: Organization) -> None:
    form = {
        "name": "Alice",
        "address": "alice@acme.example",
        "kind": "rep",
        "transport": "smtp",
        "autonomy": "approve",
        "daily_cap": 50,
        "spacing_seconds": 90,
        "is_active": "on",
        "smtp_host": "mail.acme.example",
        "smtp_port": 587,
        "smtp_security": "starttls",
        "smtp_login": "alice",
        "smtp_password": "very secret",
        "imap_security": "tls",
        "imap_port": 993,
        "imap_folders": "INBOX, Spam",
    }
    answer = as_alice.post(reverse("admin:outreach_mailbox_add"), form)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    mailbox = Mailbox.objects.get(address="alice@acme.example")
    assert settings_of(mailbox).imap_folders == ["INBOX", "Spam"]
    assert mailbox_secret(mailbox, "smtp_password") == "very secret"
    assert "very secret" not in str(mailbox.settings)
    assert "very secret" not in as_alice.get(page("mailbox", mailbox)).content.decode()
    as_alice.post(page("mailbox", mailbox), form | {"smtp_password": "", "name": "Alice A."})
    assert mailbox_secret(mailbox, "smtp_password") == "very secret"


def test_a_mailbox_without_encryption_must_be_on_this_machine(as_alice: Client, live: Mailbox) -> None:
    form = {
        "name": "Alice",
        "address": live.address,
        "kind": "agent",
        "transport": "smtp",
        "autonomy": "approve",
        "daily_cap": 50,
        "spacing_seconds": 90,
        "smtp_host": "mail.acme.example",
        "smtp_port": 25,
        "smtp_security": "none",
        "imap_security": "tls",
        "imap_port": 993,
        "imap_folders": "INBOX",
    }
    shown = as_alice.post(page("mailbox", live), form).content.decode()
    assert "only a server on this machine" in shown


def test_a_providers_mailbox_takes_its_key_and_its_own_options(as_alice: Client, acme: Organization) -> None:
    form = {
        "name": "Alice",
        "address": "alice@acme.example",
        "kind": "agent",
        "transport": "anymail",
        "autonomy": "approve",
        "daily_cap": 50,
        "spacing_seconds": 90,
        "smtp_security": "starttls",
        "imap_security": "tls",
        "api_key": "key-1",
        "api_options": "sender_domain: mail.acme.example",
    }
    add = reverse("admin:outreach_mailbox_add")
    assert "Name the provider" in as_alice.post(add, form).content.decode()
    assert as_alice.post(add, form | {"provider": "mailgun"}).status_code == 302
    mailbox = Mailbox.objects.get(provider="mailgun")
    assert settings_of(mailbox).api_options == {"sender_domain": "mail.acme.example"}
    assert mailbox_secret(mailbox, "api_key") == "key-1"


def test_a_rep_may_not_change_a_mailbox(as_bob: Client, live: Mailbox) -> None:
    assert as_bob.post(page("mailbox", live), {"name": "Mine"}).status_code == 403


def test_the_mail_as_it_came_is_plain_text_whatever_it_holds(as_bob: Client, story: Delivery) -> None:
    answer = as_bob.get(page("inboundmessage", InboundMessage.objects.get(), "raw"))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"In-Reply-To:" in answer.content
