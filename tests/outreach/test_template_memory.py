"""What is remembered of a contact in templates: read for those who get one that speaks of it, and for nobody else."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.choices import Channel, Direction
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.interactions import log_interaction
from crm.models import Analysis, Contact, Interaction
from outreach.channels import send
from outreach.enrollments import enroll
from outreach.errors import UnresolvedVariable
from outreach.models import Delivery, Mailbox, Sequence, Template
from outreach.preview import preview_sequence
from outreach.template_memory import MEMORY, speaks_of_memory
from outreach.templates import problems_of, render
from outreach.tick import tick
from quotahit.accounts.models import Organization, User
from tests.outreach.test_dispatch import AGENT, a_message

SPEAKS = "Hello {{ contact.first_name }}, you wrote: {{ last_sms_reply | default('nothing yet') }}"


def text(contact: Contact, mailbox: Mailbox, body: str) -> str:
    template = Template(organization=contact.organization, name="T", subject="S", body=body)
    return render(template, contact, mailbox=mailbox).text


def heard(contact: Contact, body: str, channel: str = Channel.SMS, **more: Any) -> Interaction:
    fields = {"outcome": "human", "intent": "objection", "sentiment": "negative"} | more
    return log_interaction(
        contact.organization, contact, channel=channel, direction=Direction.INBOUND, actor="x", body=body, **fields
    )


@pytest.fixture
def spoken(dana: Contact, alice: User) -> Contact:
    """Dana has answered by text message and was called, and a deal is open."""
    said = heard(dana, "That is too expensive. Tuesday at 10 am suits me for a call.")
    Analysis.objects.create(
        organization=dana.organization, interaction=said, contact=dana, emotion="frustrated", confidence="0.9",
        intent="objection", objections=[{"kind": "price", "severity": "high", "detail": "too expensive"},
                                        {"kind": "timing", "severity": "low"}],
        urgency="soon", act="address_objection", channel="email", tone="factual", layer="lexicon",
    )  # fmt: skip
    log_interaction(
        dana.organization, dana, channel=Channel.VOICE, direction=Direction.OUTBOUND, actor=alice,
        summary="They compare three vendors.",
    )  # fmt: skip
    create_deal(dana.organization, actor=alice, name="Expansion", contact=dana, amount=Decimal(9000))
    return dana


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ last_call_summary }}", "They compare three vendors."),
        ("{{ last_sms_reply }}", "That is too expensive. Tuesday at 10 am suits me for a call."),
        ("{{ last_sms_reply_intent }}", "objection"),
        ("{{ last_reply_intent }} {{ last_reply_sentiment }}", "objection negative"),
        ("{{ overall_sentiment }}", "negative"),
        ("{{ objections_raised }}", "price, timing"),
        ("{% if 'price' in objections_raised %}about the price{% endif %}", "about the price"),
        ("{% for one in objections_raised %}{{ one }};{% endfor %}", "price;timing;"),
        ("{{ topics_discussed }}", "price"),
        ("{{ interaction_count }} {{ days_since_first_contact }}", "2 0"),
        ("{{ interactions_by_channel.sms }}{{ interactions_by_channel.email }}", "10"),
        ("{{ last_channel_used }}", "voice"),
        ("{{ appointment_discussed }}", "Tuesday at 10 am suits me for a call."),
        ("{{ deal.name }}: {{ deal.amount }}", "Expansion: 9,000 USD"),
        ("{{ last_email_reply | default('-') }}{{ last_chat_reply_intent | default('-') }}", "--"),
    ],
)
def test_what_is_remembered_is_filled_in(sandbox: Mailbox, spoken: Contact, body: str, said: str) -> None:
    assert text(spoken, sandbox, body) == said


def test_the_summary_is_a_variable(sandbox: Mailbox, spoken: Contact) -> None:
    assert "too expensive" in text(spoken, sandbox, "{{ conversation_summary }}")


@pytest.mark.parametrize("name", [name for name in MEMORY if not name.endswith("…") and "count" not in name])
def test_what_is_not_remembered_stops_the_message_by_its_name(sandbox: Mailbox, dana: Contact, name: str) -> None:
    with pytest.raises(UnresolvedVariable) as missing:
        text(dana, sandbox, f"{{{{ {name} }}}}")
    assert missing.value.variable == name


def test_every_variable_that_the_editor_lists_has_a_value(sandbox: Mailbox, spoken: Contact) -> None:
    send(a_message(spoken, sandbox), actor=AGENT)
    for name in MEMORY:
        assert text(spoken, sandbox, f"{{{{ {name.replace('…', 'email')} }}}}")


def test_nothing_said_is_an_answer_too(sandbox: Mailbox, dana: Contact) -> None:
    assert text(dana, sandbox, "{{ interaction_count }}{{ interactions_by_channel.sms }}") == "00"


@pytest.mark.parametrize("name", [*MEMORY, "last_whatsapp_reply", "last_linkedin_reply_intent"])
def test_the_editor_knows_each_of_them(name: str) -> None:
    source = f"{{{{ {name.replace('…', 'email')} }}}}"
    assert problems_of(source) == []
    assert speaks_of_memory([Template(subject="", body=source)])


def test_the_list_and_the_preview_show_them(client: Client, alice: User, sandbox: Mailbox, spoken: Contact) -> None:
    template = Template.objects.create(organization=spoken.organization, name="T", subject="S", body=SPEAKS)
    client.force_login(alice)
    page = client.get(f"/outreach/template/{template.pk}/change/").content.decode()
    assert all(name in page for name in MEMORY)
    preview = client.get(f"/outreach/template/{template.pk}/preview/?contact={spoken.pk}").content.decode()
    assert "you wrote: That is too expensive." in preview


def test_words_of_theirs_are_no_template_and_no_mark_up(sandbox: Mailbox, dana: Contact) -> None:
    heard(dana, "{{ seller.name }} <script>alert(1)</script> https://evil.example is it dear?")
    template = Template(organization=dana.organization, name="T", subject="{{ last_sms_reply }}", body=SPEAKS)
    rendered = render(template, dana, mailbox=sandbox)
    assert "Acme" not in rendered.text + rendered.subject
    assert "script" not in rendered.html
    assert "evil.example" not in rendered.html


def _speaking(engage: Sequence) -> None:
    Template.objects.filter(steps__sequence=engage).update(subject="Hello", body=SPEAKS)


def test_the_tick_writes_what_is_remembered(acme: Organization, engage: Sequence, spoken: Contact) -> None:
    _speaking(engage)
    enroll(acme, [spoken.pk], engage, actor="agent:outreach")
    (line, *_) = preview_sequence(engage, [spoken.pk])
    tick()
    sent = Delivery.objects.get()
    assert sent.body == line.body
    assert "you wrote: That is too expensive." in sent.body
    assert Interaction.objects.get(pk=sent.interaction_id).summary.startswith("Hello Dana, you wrote")


@pytest.mark.parametrize("speaks", [False, True])
def test_the_tick_reads_it_for_nobody_else_and_for_all_at_once(
    acme: Organization, engage: Sequence, dana: Contact, alice: User, speaks: bool
) -> None:
    if speaks:
        _speaking(engage)
    here = {"company": dana.company, "country": "US", "state": "NY"}
    counts = []
    for number in (12, 24):  # a handful is written in another way
        mails = [f"n{n}@n{number}.example" for n in range(number)]
        people = [create_contact(acme, actor=alice, first_name="Ned", emails=[mail], **here).pk for mail in mails]
        enroll(acme, people, engage, actor="agent:outreach")
        with CaptureQueriesContext(connection) as asked:
            assert tick() == number
        remembered = [query["sql"] for query in asked if "crm_recap" in query["sql"]]
        assert len(remembered) == speaks
        counts.append(len(asked))
    assert abs(counts[1] - counts[0]) <= 1
