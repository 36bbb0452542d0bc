"""Facts and qualifications: only with the contact's own words, kept when replaced, and moved by a merge."""

from typing import Any

import pytest

from crm.choices import Channel, Direction, LeadVerdict, Manner, SlotKind
from crm.contacts import create_contact
from crm.errors import UnfoundQuoteError
from crm.interactions import log_interaction
from crm.merging.merge import merge_contacts
from crm.models import Contact, Fact, Interaction
from crm.qualifying import Finding, Judged, SlotsThen, SlotThen, qualify, remember
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event

pytestmark = pytest.mark.django_db
ACTOR = "agent:qualifier"


@pytest.fixture
def dana(acme: Organization, alice: User) -> Contact:
    return create_contact(acme, actor=alice, first_name="Dana", last_name="Fox", emails=["dana@globex.example"])


def said(contact: Contact, body: str, direction: str = Direction.INBOUND) -> Interaction:
    return log_interaction(
        contact.organization, contact, channel=Channel.EMAIL, direction=direction, actor=ACTOR, body=body
    )


def budget(interaction: Interaction, value: str, quote: str) -> Finding:
    return Finding(SlotKind.BUDGET, value, quote, interaction, Manner.ASKED)


def learn(contact: Contact, *findings: Finding) -> list[Fact]:
    return remember(contact, findings, read_by="offline", actor=ACTOR)


def test_a_fact_keeps_its_words_and_the_message_they_stand_in(dana: Contact) -> None:
    message = said(dana, "We have 12,000 euros for it.")
    (fact,) = learn(dana, budget(message, "12,000 EUR", "We have 12,000 euros"))
    assert (fact.quote, fact.interaction_id, fact.manner) == ("We have 12,000 euros", message.pk, "asked")
    event = Event.objects.get(type="contact.facts_learned")
    assert event.payload == {"kinds": ["budget"]}
    assert AuditEntry.objects.filter(action="contact.facts_learned").count() == 1


def test_a_later_word_replaces_an_earlier_one_and_both_stay(dana: Contact) -> None:
    learn(dana, budget(said(dana, "We have 12,000."), "12,000", "We have 12,000."))
    learn(dana, budget(said(dana, "Sorry, 9,000."), "9,000", "Sorry, 9,000."))
    assert [fact.value for fact in dana.remembered.current()] == ["9,000"]
    assert [fact.value for fact in dana.remembered.exclude(replaced_at=None)] == ["12,000"]


def test_the_same_word_again_is_no_news(dana: Contact) -> None:
    message = said(dana, "We have 12,000.")
    learn(dana, budget(message, "12,000", "We have 12,000."))
    assert learn(dana, budget(message, "12,000", "We have 12,000.")) == []
    assert Event.objects.filter(type="contact.facts_learned").count() == 1


def test_words_of_somebody_else_are_never_written_to_a_contact(acme: Organization, alice: User, dana: Contact) -> None:
    erin = create_contact(acme, actor=alice, first_name="Erin", emails=["erin@hooli.example"])
    theirs = said(erin, "We have 50,000.")
    ours = said(dana, "You have 12,000, I guess?", Direction.OUTBOUND)
    own = said(dana, "We have no idea.")
    for message, quote in ((theirs, "We have 50,000."), (ours, "12,000"), (own, "We have 12,000."), (own, "")):
        with pytest.raises(UnfoundQuoteError):
            learn(dana, budget(message, "12,000", quote))
    assert not Fact.objects.exists()


def test_what_somebody_answered_in_their_place_is_never_written_to_them(dana: Contact) -> None:
    message = said(dana, "We have 50,000.")
    message.detail = {"by_another": True}
    with pytest.raises(UnfoundQuoteError):
        learn(dana, budget(message, "50,000", "We have 50,000."))


def judged(verdict: LeadVerdict, need: str = "", **more: Any) -> Judged:
    return Judged(verdict, "open", "Not yet: the need is not told.", SlotsThen(need=SlotThen(value=need)), **more)


def test_a_verdict_is_told_by_ids_and_codes_only(dana: Contact) -> None:
    message = said(dana, "Hello.")
    row = qualify(dana, judged(LeadVerdict.NURTURE, interaction=message), read_by="offline", actor=ACTOR)
    assert row
    assert Event.objects.get(type="lead.qualified").payload == {
        "qualification_id": row.pk,
        "verdict": "nurture",
        "code": "open",
        "previous_verdict": None,
        "interaction_id": message.pk,
    }


def test_the_same_verdict_of_the_same_slots_is_not_written_twice(dana: Contact) -> None:
    assert qualify(dana, judged(LeadVerdict.NURTURE), read_by="offline", actor=ACTOR)
    assert qualify(dana, judged(LeadVerdict.NURTURE), read_by="offline", actor=ACTOR) is None
    changed = qualify(dana, judged(LeadVerdict.NURTURE, "fewer errors"), read_by="offline", actor=ACTOR)
    assert changed
    assert SlotsThen.load(changed.slots).need.value == "fewer errors"
    assert dana.qualifications.count() == 2


def test_a_merge_lets_the_later_of_two_facts_hold(acme: Organization, alice: User, dana: Contact) -> None:
    twin = create_contact(acme, actor=alice, first_name="Dana", emails=["d.fox@globex.example"])
    learn(dana, budget(said(dana, "We have 12,000."), "12,000", "We have 12,000."))
    learn(twin, budget(said(twin, "We have 9,000."), "9,000", "We have 9,000."))
    qualify(twin, judged(LeadVerdict.NURTURE), read_by="offline", actor=ACTOR)
    merge_contacts(dana, twin, actor=alice)
    assert [fact.value for fact in dana.remembered.current()] == ["9,000"]
    assert dana.remembered.count() == 2
    assert dana.qualifications.count() == 1
