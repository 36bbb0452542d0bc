"""Two records become one: nothing is lost, and what a person chose is what there is."""

from datetime import timedelta

import pytest

from crm.companies import create_company
from crm.contacts import create_contact, update_contact
from crm.deals import create_deal
from crm.errors import NotMergeableError, UnknownFieldError, WrongOrganizationError
from crm.holds import place_hold, take_over
from crm.merging.aliases import merged_into
from crm.merging.merge import merge_companies, merge_contacts
from crm.models import Company, Contact, DuplicatePair, Hold, Merge
from crm.scoring import score_contacts
from crm.sharing import share
from crm.timeline import timeline
from crm.todo import add_note
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Approval, Run, Wait
from tests.crm.helpers import events, logged
from tests.crm.merging.twins import burden, dana_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(acme: Organization, bob: User) -> Contact:
    return dana_of(acme, bob, emails=["dana@globex.example"], phones=["+12125550101"], tags=["buyer"], title="VP")


@pytest.fixture
def second(acme: Organization, bob: User) -> Contact:
    return dana_of(
        acme,
        bob,
        first_name="D.",
        city="Albany",
        emails=["dana.diaz@globex.example"],
        phones=["+12125550101", "+12125550102"],
        tags=["buyer", "fair"],
        title="Vice President",
        external=("hubspot", "7"),
        custom={"size": "L", "shoe": 38},
        linkedin="linkedin.com/in/dana-diaz",
    )


def test_the_winners_values_stay_and_its_blanks_are_filled(first, second, bob) -> None:
    update_contact(first, actor=bob, custom={"size": "M"})
    merge_contacts(first, second, actor=bob)
    assert (first.name, first.title, first.city) == ("Dana Diaz", "VP", "Albany")
    assert first.custom == {"size": "M", "shoe": 38}
    assert first.linkedin == "https://www.linkedin.com/in/dana-diaz"


def test_a_person_chooses_field_by_field(first, second, bob) -> None:
    update_contact(first, actor=bob, custom={"size": "M"})
    choices = {"title": "loser", "city": "winner", "custom:size": "loser", "primary_email": "loser"}
    merge_contacts(first, second, choices, actor=bob)
    assert (first.title, first.city, first.custom) == ("Vice President", "", {"size": "L", "shoe": 38})
    assert [row.address for row in first.emails.all()] == ["dana.diaz@globex.example", "dana@globex.example"]


def test_a_choice_that_does_not_exist_changes_nothing(first, second, bob) -> None:
    for choices in ({"password": "loser"}, {"title": "both"}):
        with pytest.raises(UnknownFieldError):
            merge_contacts(first, second, choices, actor=bob)
    assert Contact.objects.filter(pk=second.pk).exists()
    assert not Merge.objects.exists()


def test_half_an_address_of_each_is_nobodys_address(first, second, bob) -> None:
    update_contact(second, actor=bob, country="DE", state="BE")
    merge_contacts(first, second, actor=bob)
    assert (first.country, first.state, first.city) == ("US", "NY", "")


def test_a_customer_does_not_become_a_lead_again(first, second, bob) -> None:
    update_contact(second, actor=bob, lifecycle="customer")
    merge_contacts(first, second, actor=bob)
    assert first.lifecycle == "customer"


def test_addresses_tags_and_ids_are_gathered_each_once(first, second, bob) -> None:
    merge_contacts(first, second, actor=bob)
    assert [(row.address, row.is_primary) for row in first.emails.all()] == [
        ("dana@globex.example", True),
        ("dana.diaz@globex.example", False),
    ]
    assert [(row.number, row.is_primary) for row in first.phones.all()] == [
        ("+12125550101", True),
        ("+12125550102", False),
    ]
    assert sorted(tag.name for tag in first.tags.all()) == ["buyer", "fair"]
    assert [str(one) for one in first.external_ids.all()] == ["hubspot:7"]


def test_everything_that_hung_on_the_loser_hangs_on_the_winner(first, second, bob) -> None:
    burden(first, bob, "one")
    burden(second, bob, "two")
    shown = {entry.title for one in (first, second) for entry in timeline(one, limit=500)}
    merge_contacts(first, second, actor=bob)
    assert shown <= {entry.title for entry in timeline(Contact.objects.get(pk=first.pk), limit=500)}
    assert first.notes.count() == first.tasks.count() == first.deals.count() == first.decisions.count() == 2
    about = {"subject_type": "crm.contact", "subject_id": first.pk}
    assert [model.objects.filter(**about).count() for model in (Wait, Approval)] == [2, 2]
    assert Run.objects.filter(**about, chain="test.twins").count() == 2
    assert not Run.objects.filter(**about).exclude(claim="").filter(chain="test.twins", pk__in=_moved("Run")).exists()


def _moved(model: str) -> list[int]:
    return Merge.objects.get().load().moved[f"workflow.{model}.subject_id"]


def test_points_add_up_and_the_score_is_made_anew(first, second, bob) -> None:
    burden(first, bob, "one")
    burden(second, bob, "two")
    merge_contacts(first, second, actor=bob)
    assert first.engagement == 40
    latest = first.scores.latest()
    assert (latest.cause, first.fit) == ("merged", latest.fit)


def test_of_two_holds_of_a_kind_the_stricter_stays(first, second, bob) -> None:
    place_hold(first.organization, first, "manual", by=bob, key="console", until=clock.now() + timedelta(days=1))
    strict = place_hold(first.organization, second, "manual", by=bob, key="console")
    merge_contacts(first, second, actor=bob)
    assert [hold.pk for hold in Hold.objects.filter(contact=first).standing()] == [strict.pk]


def test_who_was_taken_over_stays_taken_over_with_all_runs(first, second, bob) -> None:
    burden(first, bob, "one")
    take_over(second, by=bob)
    merge_contacts(first, second, actor=bob)
    assert Hold.objects.filter(contact=first, kind="takeover").standing().count() == 1
    assert not Run.objects.filter(subject_id=first.pk, chain="test.twins", paused_at=None).exists()


def test_an_event_and_a_line_in_the_log_name_both_by_id(first, second, bob) -> None:
    merge = merge_contacts(first, second, actor=bob)
    payload = {"merge_id": merge.pk, "contact_id": first.pk, "loser_id": second.pk}
    assert events("contact.merged") == [("contact.merged", payload)]
    assert logged("contact.merged") == [(f"user:{bob.pk}", payload)]


def test_a_former_id_leads_to_who_has_it_all_even_after_two_merges(acme, first, second, bob) -> None:
    third = dana_of(acme, bob, emails=["third@globex.example"])
    merge_contacts(first, second, actor=bob)
    merge_contacts(third, first, actor=bob)
    assert merged_into(acme, "contact", second.pk) == merged_into(acme, "contact", first.pk) == third.pk
    assert merged_into(acme, "company", second.pk) is None


def test_one_record_and_records_of_two_organizations_are_refused(first, rival, charlie, bob) -> None:
    with pytest.raises(NotMergeableError):
        merge_contacts(first, first, actor=bob)
    stranger = create_contact(rival, actor=charlie, first_name="Dana")
    with pytest.raises(WrongOrganizationError):
        merge_contacts(first, stranger, actor=bob)


def test_what_was_dismissed_beside_the_loser_stays_dismissed_beside_the_winner(acme, first, second, bob) -> None:
    third = dana_of(acme, bob)
    mine = {"organization": acme, "kind": "contact"}
    both = DuplicatePair.objects.get(low_id=first.pk, high_id=second.pk, **mine)
    DuplicatePair.objects.create(low_id=second.pk, high_id=third.pk, status="dismissed", **mine)
    merge_contacts(first, second, actor=bob)
    assert DuplicatePair.objects.get(pk=both.pk).status == "merged"
    assert DuplicatePair.objects.get(low_id=first.pk, high_id=third.pk).status == "dismissed"


def test_a_company_takes_in_people_deals_and_notes(acme, bob) -> None:
    one = create_company(acme, "Globex", actor=bob, domain="globex.example", currency="USD")
    two = create_company(acme, "Globex Inc.", actor=bob, employees=240, currency="EUR", annual_revenue=5, facts={
        "employees": {"source": "web"}})  # fmt: skip
    dana = dana_of(acme, bob, company=two)
    score_contacts(acme, [dana.pk], cause="created", actor=bob)
    deal = create_deal(acme, actor=bob, name="Deal", contact=dana)
    add_note(acme, "Big.", actor=bob, company=two)
    merge_companies(one, two, actor=bob)
    assert (one.name, one.employees, one.annual_revenue, one.currency) == ("Globex", 240, 5, "EUR")
    assert one.facts == {"employees": {"source": "web"}}
    for row in (dana, deal):
        row.refresh_from_db()
        assert row.company_id == one.pk
        assert row.history.first().company_id == one.pk
    assert one.notes.count() == 1
    assert dana.scores.latest().cause == "merged"
    assert not Company.objects.filter(pk=two.pk).exists()


def test_who_saw_either_record_sees_the_one_that_stays(first, second, bob, alice) -> None:
    for record, user in ((first, bob), (second, bob), (second, alice)):
        share(record, actor=bob, user=user)
    merge_contacts(first, second, actor=bob)
    assert sorted(first.shares.values_list("user_id", flat=True)) == sorted([alice.pk, bob.pk])
    share(first, actor=bob, user=alice)
    assert first.shares.count() == 2
