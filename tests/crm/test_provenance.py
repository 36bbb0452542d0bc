"""Every value knows where it came from, and research writes only what it may: by the field's policy, by the order of
the sources, and never over a person's word."""

from decimal import Decimal

import pytest

from crm.choices import Origin, Writing
from crm.companies import create_company, update_company
from crm.contacts import create_contact, update_contact
from crm.errors import BadProfileError
from crm.filling import fill_companies, fill_contacts
from crm.merging.merge import merge_companies, merge_contacts
from crm.merging.undo import undo_merge
from crm.models import Company, Contact, Provenance, WritePolicy
from crm.provenance import Source, set_write_rules, write_rules_of
from crm.saving_many import remember
from crm.write_rules import ORDER, WriteRules, checked
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
INFERRED = Source(Origin.INFERRED, "title", {"country": "phone"}, Decimal("0.70"))
WEBSITE = Source(Origin.WEBSITE, "page", confidence=Decimal("0.90"))
APOLLO = Source(Origin.APOLLO, "match", confidence=Decimal("0.85"))
AGENT = "agent:researcher"


@pytest.fixture
def firm(acme: Organization) -> Company:
    """A firm that an import made, as its history says."""
    made = create_company(acme, "Initech", actor="import:7", domain="initech.example", employees=40)
    Company.history.filter(id=made.pk).update(history_change_reason="import:7")
    return made


def always(organization: Organization, actor: User, *names: str, **more: object) -> None:
    rules = WriteRules(company=dict.fromkeys(names, Writing.ALWAYS), **more)  # type: ignore[arg-type]
    set_write_rules(organization, rules, actor=actor)


def learn(firm: Company, source: Source, **found: object) -> list[str]:
    written = fill_companies(firm.organization, {firm.pk: found}, source=source, actor=AGENT).get(firm.pk, [])
    firm.refresh_from_db()
    return written


def test_a_value_keeps_source_method_time_and_confidence(acme: Organization, dana: Contact) -> None:
    found = {dana.pk: {"seniority": "vp", "country": "DE"}}
    assert fill_contacts(acme, found, source=INFERRED, actor=AGENT) == {dana.pk: ["seniority"]}
    row = Provenance.objects.get(contact=dana)
    assert (row.field, row.value, row.source, row.method) == ("seniority", "vp", "inferred", "title")
    assert (row.confidence, row.by, row.replaced_at) == (Decimal("0.70"), AGENT, None)


def test_first_hit_wins_where_only_blanks_are_filled(firm: Company) -> None:
    assert learn(firm, INFERRED, country="US", industry="Pumps") == ["country", "industry"]
    assert learn(firm, WEBSITE, country="NL", city="Utrecht") == ["city"]
    assert (firm.country, firm.city) == ("US", "Utrecht")


def test_never_means_never(firm: Company, alice: User) -> None:
    set_write_rules(firm.organization, WriteRules(company={"industry": Writing.NEVER}), actor=alice)
    assert learn(firm, WEBSITE, industry="Pumps", city="Utrecht") == ["city"]


def test_always_lets_a_stronger_source_replace_a_weaker_one_and_keeps_what_was(firm: Company, alice: User) -> None:
    always(firm.organization, alice, "city")
    assert learn(firm, INFERRED, city="Rome") == ["city"]
    assert learn(firm, WEBSITE, city="Utrecht") == ["city"]
    assert learn(firm, APOLLO, city="Paris") == []
    assert learn(firm, WEBSITE, city="Delft") == ["city"]  # the site says something else by now
    told = firm.provenance.order_by("pk").values_list("value", "source", "replaced_at")
    assert [(value, source, at is None) for value, source, at in told] == [
        ("Rome", "inferred", False),
        ("Utrecht", "website", False),
        ("Delft", "website", True),
    ]


def test_what_an_import_wrote_stands_unless_a_source_is_put_before_it(firm: Company, alice: User) -> None:
    always(firm.organization, alice, "employees")
    assert learn(firm, WEBSITE, employees=90) == []
    always(firm.organization, alice, "employees", order=[Origin.WEBSITE, *(one for one in ORDER if one != "website")])
    assert learn(firm, WEBSITE, employees=90) == ["employees"]
    assert firm.employees == 90


@pytest.mark.parametrize("policy", [Writing.BLANK, Writing.ALWAYS])
def test_a_persons_word_is_never_written_over(firm: Company, alice: User, bob: User, policy: Writing) -> None:
    set_write_rules(firm.organization, WriteRules(company={"industry": policy, "city": policy}), actor=alice)
    learn(firm, WEBSITE, industry="Pumps", city="Utrecht")
    update_company(firm, actor=bob, industry="Valves", city="")
    assert learn(firm, WEBSITE, industry="Pumps", city="Delft") == []
    assert (firm.industry, firm.city) == ("Valves", "")
    assert set(firm.provenance.current().values_list("field", "source")) == {("industry", "person"), ("city", "person")}


def test_what_a_person_wrote_at_the_beginning_stands_too(acme: Organization, alice: User, bob: User) -> None:
    firm = create_company(acme, "Hooli", actor=bob, industry="Search")
    always(acme, alice, "industry")
    assert learn(firm, WEBSITE, industry="Pumps") == []


def test_what_another_program_wrote_by_a_key_stands(firm: Company, alice: User) -> None:
    always(firm.organization, alice, "industry")
    learn(firm, WEBSITE, industry="Pumps")
    update_company(firm, actor="key:5", industry="Valves")
    assert learn(firm, WEBSITE, industry="Pumps") == []
    assert firm.provenance.current().get(field="industry").source == "other"


def test_what_was_emptied_past_the_verbs_is_not_filled_again(firm: Company) -> None:
    learn(firm, WEBSITE, city="Utrecht")
    Company.objects.filter(pk=firm.pk).update(city="")
    assert learn(firm, WEBSITE, city="Utrecht") == []


def test_an_agents_own_change_is_no_persons_word(dana: Contact) -> None:
    update_contact(dana, actor="agent:outreach", city="Albany")
    assert not Provenance.objects.exists()


def test_a_list_that_overwrote_a_finding_is_what_counts(firm: Company, alice: User) -> None:
    always(firm.organization, alice, "city")
    learn(firm, INFERRED, city="Rome")
    Company.objects.filter(pk=firm.pk).update(city="Milan")
    remember([firm], "~", reason="import:8")
    assert learn(firm, WEBSITE, city="Utrecht") == []


def test_a_merge_keeps_where_the_taken_value_came_from_and_an_undo_brings_both_back(
    acme: Organization, firm: Company, bob: User
) -> None:
    other = create_company(acme, "Initech Holding", actor=bob)
    learn(firm, WEBSITE, city="Utrecht", industry="Pumps")
    learn(other, APOLLO, city="Paris", industry="Valves", country="FR")
    merge = merge_companies(firm, other, {"industry": "loser"}, actor=bob)
    current = set(firm.provenance.current().values_list("field", "value", "source"))
    assert current == {("city", "Utrecht", "website"), ("industry", "Valves", "apollo"), ("country", "FR", "apollo")}
    assert learn(firm, WEBSITE, industry="Pumps", city="Paris") == []
    undo_merge(merge, actor=bob)
    assert set(firm.provenance.current().values_list("field", "value")) == {("city", "Utrecht"), ("industry", "Pumps")}
    assert other.provenance.current().count() == 3


def test_two_people_become_one_and_each_field_has_one_source(acme: Organization, bob: User) -> None:
    one, two = (create_contact(acme, actor=bob, first_name="Dana", last_name=name) for name in ("Diaz", "Dias"))
    fill_contacts(acme, {one.pk: {"seniority": "vp"}, two.pk: {"seniority": "vp"}}, source=INFERRED, actor=AGENT)
    merge_contacts(one, two, actor=bob)
    assert one.provenance.current().count() == 1


def test_rules_are_the_organizations_own(acme: Organization, rival: Organization, alice: User) -> None:
    always(acme, alice, "city")
    assert write_rules_of(acme).policy("company", "city") == "always"
    assert write_rules_of(rival).policy("company", "city") == "blank"
    assert AuditEntry.objects.filter(action="write_policy.updated").count() == 1


def test_rules_that_make_no_sense_are_refused() -> None:
    with pytest.raises(BadProfileError, match="owner"):
        checked("company", {"owner": "always"})
    with pytest.raises(BadProfileError):
        checked("company", {"city": "sometimes"})
    with pytest.raises(BadProfileError):
        WriteRules.load({"company": {"city": "sometimes"}})


def test_rules_of_a_time_with_fewer_sources_are_read(acme: Organization) -> None:
    row = WritePolicy.objects.create(organization=acme, rules={"order": ["inferred", "website", "carrier-pigeon"]})
    assert row.load().order == ["inferred", "website", "import", "apollo", "web"]
