from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.choices import Engagement
from crm.contacts import update_contact
from crm.engagement import earn
from crm.ideal_customer import IdealCustomer
from crm.models import Contact, Score, ScoringProfile, SellerProfile
from crm.organizations import set_up_organization
from crm.profiles import active_profile, change_ideal_customer, change_signals, to_rescore
from crm.scoring import rescore, score_contacts
from crm.signals import DEFAULT_SIGNALS
from crm.tasks import fade_engagement, rescore_organization
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db
IDEAL = IdealCustomer(industries=["Software"], employees_min=50, employees_max=500, places=["US"])


@pytest.fixture(autouse=True)
def _set_up(acme: Organization) -> None:
    set_up_organization(acme)


def test_a_new_organization_is_furnished_when_it_is_founded(db: None) -> None:
    newcomer = create_organization("Initech")
    assert ScoringProfile.objects.get(organization=newcomer).version == 1
    assert SellerProfile.objects.get(organization=newcomer).ideal_customer["growth_min"] == "10"


def test_setting_up_twice_changes_nothing(acme: Organization) -> None:
    set_up_organization(acme)
    assert ScoringProfile.objects.filter(organization=acme).count() == 1


def test_a_score_keeps_its_lines_its_features_and_its_profile(acme: Organization, alice: User, dana: Contact) -> None:
    change_ideal_customer(acme, IDEAL, actor=alice)
    (score,) = score_contacts(acme, [dana.pk], cause="by_hand", actor=alice)
    dana.refresh_from_db()
    assert score.fit == dana.fit == sum(line["points"] for line in score.lines)
    assert {line["signal"]: line["state"] for line in score.lines} == {
        "industry": "met",
        "company_size": "met",
        "decision_maker": "met",
        "budget": "unknown",
        "technology": "unknown",
        "growth": "unknown",
        "geography": "met",
        "intent": "unknown",
    }
    assert (score.fit, score.band, score.known) == (73, "hot", Decimal("0.550"))
    assert score.features["company.employees"] == 240
    assert score.profile.version == dana.scored_version == 2


def test_the_event_carries_score_band_and_previous_band(acme: Organization, alice: User, dana: Contact) -> None:
    (first,) = score_contacts(acme, [dana.pk], cause="created", actor="agent:researcher")
    change_ideal_customer(acme, IDEAL, actor=alice)
    (second,) = score_contacts(acme, [dana.pk], cause="by_hand", actor=alice)
    assert [payload for _, payload in events("lead.scored")] == [
        {"score_id": first.pk, "score": 49, "band": "warm", "previous_band": None, "cause": "created"},
        {"score_id": second.pk, "score": 73, "band": "hot", "previous_band": "warm", "cause": "by_hand"},
    ]
    assert logged("lead.scored")[1] == (f"user:{alice.pk}", {"cause": "by_hand", "count": 1, "hot": 1})


def test_a_persons_click_shows_intent_and_a_machines_does_not(acme: Organization, dana: Contact) -> None:
    def intent() -> str:
        (score,) = score_contacts(acme, [dana.pk], cause="engaged", actor="system:test")
        return next(line["state"] for line in score.lines if line["signal"] == "intent")

    earn(acme, dana, Engagement.EMAIL_CLICKED, source="delivery:1", key="click:1", is_machine=True)
    assert intent() == "unknown"
    earn(acme, dana, Engagement.EMAIL_CLICKED, source="delivery:1", key="click:1")
    assert intent() == "met"


def test_editing_makes_a_new_version_and_old_scores_keep_theirs(acme: Organization, alice: User, dana: Contact) -> None:
    (before,) = score_contacts(acme, [dana.pk], cause="created", actor=alice)
    heavier = [DEFAULT_SIGNALS[0].model_copy(update={"weight": Decimal(60)}), *DEFAULT_SIGNALS[1:]]
    profile = change_signals(acme, heavier, actor=alice)
    assert change_signals(acme, heavier, actor=alice) == profile
    assert (profile.version, active_profile(acme)) == (2, profile)
    assert list(to_rescore(acme)) == [dana]
    assert rescore(acme, cause="profile", actor="system:rescore") == 1
    assert list(to_rescore(acme)) == []
    before.refresh_from_db()
    assert before.profile.version == 1
    assert Score.objects.latest().profile == profile
    assert events("scoring_profile.changed") == [("scoring_profile.changed", {"version": 2})]


def test_a_custom_field_of_the_contact_is_read(acme: Organization, alice: User, dana: Contact) -> None:
    update_contact(dana, actor=alice, custom={"intent_topics": ["Sales automation"]})
    change_ideal_customer(acme, IdealCustomer(intent_topics=["sales automation"]), actor=alice)
    (score,) = score_contacts(acme, [dana.pk], cause="changed", actor=alice)
    assert score.features["custom.intent_topics"] == ["Sales automation"]
    assert next(line for line in score.lines if line["signal"] == "intent")["points"] == 10


def test_contacts_of_another_organization_are_left_alone(acme: Organization, rival: Organization, alice: User) -> None:
    theirs = Contact.objects.create(organization=rival, name_key="zoe")
    assert score_contacts(acme, [theirs.pk], cause="by_hand", actor=alice) == []
    assert events("lead.scored") == []


def test_a_thousand_contacts_cost_no_query_each(acme: Organization) -> None:
    contacts = Contact.objects.bulk_create(Contact(organization=acme, name_key=str(n)) for n in range(1000))
    with CaptureQueriesContext(connection) as queries:
        scores = score_contacts(acme, [contact.pk for contact in contacts], cause="created", actor="system:test")
    kinds = [query["sql"].split()[0] for query in queries]
    assert len(scores) == 1000
    assert kinds.count("UPDATE") == 1
    assert kinds.count("SELECT") < 10
    assert kinds.count("INSERT") < 40  # SQLite takes 999 values in a statement, PostgreSQL all at once


def test_the_workers_tasks_do_what_the_verbs_do(acme: Organization, dana: Contact) -> None:
    rescore_organization(acme.pk)
    fade_engagement()
    dana.refresh_from_db()
    assert dana.fit == 49
