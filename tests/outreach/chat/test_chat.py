"""A visitor writes, is answered, asks for a person, and says who they are; nobody learns what is not theirs."""

from datetime import UTC, datetime, time, timedelta

import pytest

from agents.outreach.history import said_before
from compliance.models import Consent, Suppression
from crm.choices import Channel, HoldKind
from crm.holds import hand_back, standing_holds, take_over
from crm.interactions import log_interaction
from crm.models import Contact, ContactEmail, Interaction, SellerProfile
from crm.profiles import ensure_profile
from outreach.answering import answer
from outreach.channels import OutgoingMessage, channel_of, dispatch, plan
from outreach.channels.messages import answer_to
from outreach.chat.door import ticket_for
from outreach.chat.widgets import consent_of, opens_at, save_widget
from outreach.choices import Purpose, Transport
from outreach.inbound.process import process_waiting
from outreach.mailboxes import Chooser
from outreach.models import ChatVisit, ChatWidget, Delivery, InboundMessage, Mailbox
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event, RawInbound
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate
from tests.chat_visitor import SITE, Visitor
from tests.console.loop import work

pytestmark = pytest.mark.django_db
AGENT = "agent:outreach"


def agent_answers(visitor: Visitor, text: str = "We have three plans.", key: str = "a:1") -> Delivery:
    message = InboundMessage.objects.filter(contact=visitor.contact).latest("pk")
    outgoing = OutgoingMessage(
        visitor.contact.pk,
        visitor.widget.mailbox,
        key=key,
        body=text,
        purpose=Purpose.REPLY,
        channel=channel_of(message),
        address=message.sender,
        follows=answer_to(message),
    )
    return plan([outgoing], actor=AGENT)[0]


def test_a_visitor_becomes_a_contact_by_writing_and_the_message_goes_the_way_of_any_other(
    acme: Organization, visitor: Visitor
) -> None:
    assert not Contact.objects.filter(organization=acme).exists()
    assert visitor.say("What does it cost for 20 people?") == {"n": 7, "said": "message-1"}
    contact = visitor.contact
    assert contact.source == "chat"
    raw = RawInbound.objects.get()
    assert bytes(raw.body) == b"What does it cost for 20 people?"
    assert standing_holds(acme.pk, [contact.pk])[contact.pk].kind == HoldKind.READING
    assert visitor.texts() == ["What does it cost for 20 people?"]
    process_waiting()
    line = Interaction.objects.get(contact=contact)
    assert (line.channel, line.direction) == (Channel.CHAT, "inbound")
    assert line.intent == "question"
    assert contact.threads.get().mailbox == visitor.widget.mailbox
    assert Event.objects.filter(type="reply.received", subject_id=contact.pk).count() == 1
    assert not standing_holds(acme.pk, [contact.pk])
    assert visitor.texts() == ["What does it cost for 20 people?"]


def test_what_they_agreed_to_is_on_record_in_the_words_that_they_saw(acme: Organization, visitor: Visitor) -> None:
    consent = Consent.objects.get(organization=acme)
    assert consent.text is not None
    assert consent.text.text == consent_of(visitor.widget)
    assert (consent.scopes, consent.source) == ("chat", f"chat:{visitor.widget.key}")


def test_pages_are_kept_without_what_their_addresses_carry(visitor: Visitor) -> None:
    visitor.word("back", url=f"{SITE}/demo#token=abc", title="Demo")
    visitor.word("back", url=f"{SITE}/demo", title="Demo")
    visitor.word("back", url="javascript:alert(1)", title="Odd")
    assert [page["url"] for page in visitor.visit.pages] == [f"{SITE}/pricing?utm_source=ad", f"{SITE}/demo"]


def test_an_answer_leaves_by_the_one_door_and_waits_for_who_has_left(visitor: Visitor) -> None:
    visitor.say("What does it cost?")
    process_waiting()
    delivery = agent_answers(visitor)
    assert visitor.texts() == ["What does it cost?"]
    dispatch()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.provider, delivery.subject) == (Fate.SENT, "chat", "")
    assert delivery.decision_id is not None
    (_, ours) = visitor.word("back")["lines"]
    assert (ours["text"], ours["by"], ours["is_person"]) == ("We have three plans.", "Assistant (AI)", False)


def test_one_message_said_twice_is_one(visitor: Visitor) -> None:
    visitor.say("Hello there")
    visitor.said -= 1
    visitor.say("Hello there")
    process_waiting()
    assert RawInbound.objects.count() == 1
    assert visitor.texts() == ["Hello there"]


def test_who_wants_no_more_is_obeyed_at_once(acme: Organization, visitor: Visitor) -> None:
    visitor.say("Stop writing to me and delete my data, unsubscribe.")
    assert Suppression.objects.filter(organization=acme).exists()
    process_waiting()
    delivery = agent_answers(visitor)
    dispatch()
    delivery.refresh_from_db()
    assert (delivery.status, delivery.reason) == (Fate.BLOCKED, "SUPPRESSED")


def test_the_agent_falls_silent_when_a_person_takes_over_and_the_person_is_heard(visitor: Visitor, bob: User) -> None:
    visitor.say("What does it cost?")
    process_waiting()
    ready = agent_answers(visitor)
    take_over(visitor.contact, by=bob)
    ready.refresh_from_db()
    assert (ready.status, ready.reason) == (Fate.CANCELLED, "PERSON_WRITES")
    drafted_meanwhile = agent_answers(visitor, "Too late", key="a:2")
    assert visitor.word("back")["state"]["person"] == "Bob"
    visitor.say("Is anybody there?")
    own = answer(visitor.contact, "I am. It is 40 dollars a month.", actor=bob)
    assert own.status == Fate.SENT
    process_waiting()
    dispatch()
    drafted_meanwhile.refresh_from_db()
    assert (drafted_meanwhile.status, drafted_meanwhile.reason) == (Fate.BLOCKED, "PERSON_WRITES")
    told = visitor.word("back")
    assert [line["text"] for line in told["lines"] if line["by"]] == ["I am. It is 40 dollars a month."]
    assert (told["lines"][-1]["by"], told["lines"][-1]["is_person"]) == ("Bob", True)
    hand_back(visitor.contact, by=bob)
    dispatch()
    assert visitor.word("back")["state"]["person"] == ""
    assert "Too late" not in visitor.texts()


def test_a_draft_that_comes_mid_way_asks_nobody_any_more(visitor: Visitor, bob: User) -> None:
    visitor.say("What does it cost?")
    process_waiting()
    Mailbox.objects.filter(pk=visitor.widget.mailbox_id).update(autonomy="approve")
    take_over(visitor.contact, by=bob)
    assert agent_answers(visitor).status == Fate.BLOCKED
    assert not Approval.objects.waiting().filter(subject_type="outreach.delivery").exists()


def test_a_person_is_called_once_and_the_agent_waits_for_them(acme: Organization, visitor: Visitor, bob: User) -> None:
    visitor.say("Hello there")
    process_waiting()
    assert visitor.word("person")["state"]["is_asked"]
    visitor.word("person")
    task = visitor.contact.tasks.get(done_at=None)
    assert bob.notifications.filter(kind="needs_person").count() == 1
    waiting = agent_answers(visitor)
    dispatch()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == (Fate.PLANNED, "HELD")
    answer(visitor.contact, "Here I am.", actor=bob)
    task.refresh_from_db()
    assert task.done_at is not None
    assert not standing_holds(acme.pk, [visitor.contact.pk])


def test_out_of_hours_it_says_when_people_are_there_and_the_agent_goes_on(
    acme: Organization, visitor: Visitor, bob: User, time_machine
) -> None:
    time_machine.move_to(datetime(2026, 11, 28, 15, 0, tzinfo=UTC))  # a Saturday
    widget = visitor.widget
    widget.opens, widget.closes = time(9), time(17)
    save_widget(widget, actor=bob)
    assert opens_at(widget) == datetime(2026, 11, 30, 14, 0, tzinfo=UTC)
    visitor.say("Hello there")
    process_waiting()
    state = visitor.word("person")["state"]
    assert state["opens"] == "Monday, 30 November, 09:00"
    assert visitor.contact.tasks.get(done_at=None).due_at == datetime(2026, 11, 30, 14, 0, tzinfo=UTC)
    assert not standing_holds(acme.pk, [visitor.contact.pk])


def test_a_new_address_is_theirs_and_with_their_word_mail_may_follow(acme: Organization, visitor: Visitor) -> None:
    visitor.say("Hello there")
    visitor.word("introduce", name="Erin Meyer", email="Erin@firm.example", may_mail=True)
    contact = visitor.contact
    assert (contact.first_name, contact.last_name) == ("Erin", "Meyer")
    assert contact.emails.get().key == "erin@firm.example"
    assert set(Consent.objects.values_list("scopes", flat=True)) == {"chat", "email"}


def test_an_address_of_somebody_we_know_proves_nothing_and_discloses_nothing(
    acme: Organization, dana: Contact, visitor: Visitor
) -> None:
    stranger = Visitor(visitor.widget).begin()
    for one, email in ((visitor, "dana@globex.example"), (stranger, "nobody@globex.example")):
        one.say("Hello there")
        one.said_who = one.word("introduce", name="Dana Diaz", email=email, may_mail=True)
    assert visitor.said_who["state"] == stranger.said_who["state"]
    visit = visitor.visit
    assert (visit.claimed, visit.contact == dana) == (dana, False)
    assert not ContactEmail.objects.filter(contact=visit.contact).exists()
    assert not Consent.objects.filter(scopes="email", address_hash__in=_hashes("dana@globex.example")).exists()
    assert not dana.interactions.exists()


def _hashes(email: str) -> list[str]:
    from compliance.addresses import hash_of

    return [hash_of("email", email)]


def test_no_visitor_reads_another_nor_through_another_widget(
    acme: Organization, rival: Organization, visitor: Visitor
) -> None:
    other = Visitor(visitor.widget).begin()
    visitor.say("My budget is a secret")
    other.say("Hello there")
    assert other.texts() == ["Hello there"]
    theirs = save_widget(ChatWidget(organization=rival, name="Website"), actor="system:test")
    assert Visitor(theirs, visitor.token).word("back") == {"n": 7, "error": "gone"}
    assert Visitor(visitor.widget, "guessed").word("back") == {"n": 7, "error": "gone"}
    assert Visitor(visitor.widget, "").word("say", id="message-1", text="x") == {"n": 7, "error": "gone"}
    ticket = ticket_for(theirs, SITE, is_preview=False)
    assert visitor.word("begin", ticket=ticket) == {"n": 7, "error": "stale"}
    assert visitor.word("begin", ticket="forged") == {"n": 7, "error": "stale"}


def test_what_was_said_elsewhere_with_the_contact_is_not_shown_in_the_chat(visitor: Visitor, bob: User) -> None:
    visitor.say("Hello there")
    process_waiting()
    Contact.objects.update(country="US", state="NY")
    mailbox = Mailbox.objects.create(
        organization=visitor.contact.organization, name="S", address="s@acme.example", transport=Transport.SANDBOX,
        autonomy="autonomous",
    )  # fmt: skip
    plan(
        [
            OutgoingMessage(
                visitor.contact.pk, mailbox, key="m", subject="Secret", body="A mail", address="e@x.example",
                purpose=Purpose.TRANSACTIONAL,
            )
        ],
        actor=bob,
    )  # fmt: skip
    dispatch()
    assert Delivery.objects.get().status == Fate.SENT
    assert visitor.texts() == ["Hello there"]


def test_too_much_is_refused_and_odd_words_are_no_failure_of_ours(visitor: Visitor) -> None:
    told = [visitor.say("Hello there") for _ in range(25)]
    assert [one for one in told if one.get("error") == "busy"]
    assert RawInbound.objects.count() == 20
    for odd in ({"text": ""}, {"text": "x" * 4001}, {"text": "\0"}, {"text": 1}, {"id": "a:b", "text": "x"}, {"x": 1}):
        assert visitor.word("say", **{"id": "message-99", **odd})["error"] == "bad"
    assert ChatVisit.objects.count() == 1


def test_a_widget_that_is_switched_off_takes_and_shows_nothing(visitor: Visitor, bob: User) -> None:
    visitor.widget.is_active = False
    save_widget(visitor.widget, actor=bob)
    assert visitor.say("Hello there") == {"n": 7, "error": "gone"}
    assert not visitor.widget.mailbox.is_active


def test_the_door_of_a_widget_sends_nobody_mail(acme: Organization, widget: ChatWidget) -> None:
    assert Chooser(acme).choose(None) is None


def test_events_and_log_hold_no_words_of_the_visitor(visitor: Visitor) -> None:
    visitor.say("My name is Zebulon")
    visitor.word("introduce", name="Zebulon Zyx", email="zebulon@zyx.example")
    visitor.word("person")
    process_waiting()
    told = [*Event.objects.values_list("payload", flat=True), *AuditEntry.objects.values_list("why", flat=True)]
    assert "zebulon" not in str(told).lower()


def test_the_visit_of_a_merged_contact_goes_on_with_the_one_who_is_left(
    acme: Organization, dana: Contact, visitor: Visitor, bob: User
) -> None:
    from crm.merging.merge import merge_contacts

    visitor.say("Hello there")
    merge_contacts(dana, visitor.contact, actor=bob)
    process_waiting()
    assert visitor.visit.contact == dana
    assert dana.interactions.filter(channel=Channel.CHAT).count() == 1
    assert visitor.texts() == ["Hello there"]


def test_waiting_lines_are_told_apart_by_time(visitor: Visitor) -> None:
    for text in ("One", "Two", "Three"):
        visitor.say(text)
    assert visitor.texts() == ["One", "Two", "Three"]
    assert timedelta() <= visitor.visit.seen_at - visitor.visit.begun_at


def test_an_answer_in_a_chat_draws_on_the_chat_alone(visitor: Visitor) -> None:
    visitor.say("Hello, what does it cost?")
    process_waiting()
    contact = visitor.contact
    mail = {"channel": "email", "direction": "inbound", "actor": "system:test"}
    log_interaction(contact.organization, contact, body="Our secret budget is 70,000.", **mail)
    visitor.say("And for how much can I have it?")
    process_waiting()
    chat = InboundMessage.objects.filter(contact=contact).latest("pk")
    assert "what does it cost" in " ".join(line.body for line in said_before(chat))
    assert "70,000" not in " ".join(line.body for line in said_before(chat))


def test_an_answer_in_a_chat_is_no_letter(acme: Organization, alice: User, visitor: Visitor) -> None:
    ensure_profile(acme)
    SellerProfile.objects.filter(organization=acme).update(may_close_alone=True)
    visitor.say("I would love to see it. Could you show it to us on Thursday?")
    work()
    said = Delivery.objects.filter(contact=visitor.contact).latest("pk")
    assert said.body.startswith("Thank you, I am glad to hear that.")
    assert "regards" not in said.body
    assert str(visitor.contact) == f"Contact {visitor.contact.pk}"
