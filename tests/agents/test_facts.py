"""What the rules ask about a contact: who is free for a sequence, and whose deal has gone quiet."""

import pytest

from agents.orchestrator.facts import situations
from agents.orchestrator.rules import choose
from crm.deals import create_deal
from crm.holds import take_over
from crm.models import Contact
from quotahit.accounts.models import Organization, User
from quotahit.events.models import Event

pytestmark = pytest.mark.django_db


def facts(dana: Contact) -> dict[str, object]:
    event = Event(
        organization_id=dana.organization_id, type="lead.quiet", subject_type="crm.contact", subject_id=dana.pk
    )
    (seen,) = situations([event])
    return seen.facts


def test_who_has_an_open_deal_is_in_a_conversation_and_starts_no_sequence(
    acme: Organization, dana: Contact, bob: User
) -> None:
    assert facts(dana)["idle"] is True
    create_deal(acme, name="Globex", contact=dana, actor=bob)
    assert (facts(dana)["idle"], facts(dana)["quiet_deal"]) == (False, True)
    rule = choose("lead.quiet", facts(dana))
    assert rule is not None
    assert (rule.name, rule.acts) == ("quiet-deal", ("hand_over",))


@pytest.mark.parametrize(
    ("lifecycle", "is_idle"),
    [
        ("lead", True),
        ("engaged", True),
        ("qualified", True),
        ("customer", False),
        ("lost", False),
        ("unreachable", False),
    ],
)
def test_only_prospects_are_prospected_whatever_list_they_come_on(dana: Contact, lifecycle: str, is_idle: bool) -> None:
    dana.lifecycle = lifecycle
    dana.save()
    assert facts(dana)["idle"] is is_idle
    scored = facts(dana) | {"band": "hot", "band_changed": True}
    assert (choose("lead.scored", scored) is not None) is is_idle


def test_a_deal_whose_contact_a_person_holds_is_left_to_them(acme: Organization, dana: Contact, bob: User) -> None:
    create_deal(acme, name="Globex", contact=dana, actor=bob)
    take_over(dana, by=bob)
    assert choose("lead.quiet", facts(dana)) is None
