"""What an import makes of a list: who is the same person, what is corrected, filled in, kept and refused."""

from pathlib import Path

import pytest

from compliance.gate import Attempt, check
from compliance.reasons import Reason
from crm.choices import AddressType, Lifecycle, Validity
from crm.contacts import create_contact
from crm.models import Company, Contact, ContactEmail, ExternalId, Note
from quotahit import clock
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged
from tests.crm.importing.lists import APOLLO, ERIN, FRED, apollo, bring_in, counts, errors, keep, table

pytestmark = pytest.mark.django_db


def contact(address: str) -> Contact:
    return ContactEmail.objects.select_related("contact__company").get(key=address).contact


def test_a_row_becomes_a_contact_with_company_addresses_and_ids(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, apollo(ERIN)))
    assert counts(job) == (1, 0, 0, 0)
    erin = contact("erin@initech.example")
    assert (erin.first_name, erin.last_name, erin.title, erin.name_key) == ("Erin", "Evans", "VP Sales", "erin evans")
    assert (erin.city, erin.state, erin.country) == ("New York", "NY", "US")
    assert erin.linkedin == "https://www.linkedin.com/in/erin-evans"
    assert erin.custom == {"keywords": "crm, pipeline"}
    assert list(erin.emails.values_list("key", "type", "validity", "is_primary")) == [
        ("erin@initech.example", AddressType.WORK, Validity.VALID, True),
        ("erin@home.example", AddressType.OTHER, Validity.UNKNOWN, False),
    ]
    assert erin.phones.get().number == "+12125550142"
    assert erin.external_ids.get().value == "a1"
    company = erin.company
    assert company is not None
    assert (company.name_key, company.domain, company.employees, company.annual_revenue, company.currency) == (
        *("initech", "initech.example", 125, 5_000_000, "USD"),
    )


def test_every_act_leaves_its_trace(acme: Organization, alice: User, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, apollo(ERIN, FRED)), by=alice)
    told = {"import_id": job.pk}
    assert events("contact.created") == [("contact.created", told)] * 2
    assert events("company.created") == [("company.created", told)] * 2
    made = {"rows": 2, "created": 2, "updated": 0, "unchanged": 0, "failed": 0}
    assert events("import.finished") == [("import.finished", told | made)]
    assert logged("import.finished") == [(f"user:{alice.pk}", made)]
    entry = contact("fred@initrode.example").history.get()
    assert (entry.history_type, entry.history_user, entry.history_change_reason) == ("+", alice, job.source)
    assert alice.notifications.get().title == "list.csv: 2 new, 0 updated, 0 failed"


def test_the_same_list_again_changes_nothing(acme: Organization, tmp_path: Path) -> None:
    twin = {**ERIN, "Apollo Contact Id": "a9", "Title": "CEO", "Email": "ERIN@INITECH.EXAMPLE", "Secondary Email": ""}
    path = keep(tmp_path, apollo(ERIN, FRED, twin))
    assert counts(bring_in(acme, path)) == (2, 1, 0, 0)
    before = list(Contact.objects.order_by("pk").values())
    assert counts(bring_in(acme, path)) == (0, 0, 3, 0)
    assert list(Contact.objects.order_by("pk").values()) == before
    assert contact("erin@initech.example").title == "VP Sales"  # the first row about a person decides
    assert {found.value for found in ExternalId.objects.filter(contact__name_key="erin evans")} == {"a1", "a9"}


def test_a_newer_list_corrects_what_the_older_one_said(acme: Organization, tmp_path: Path) -> None:
    bring_in(acme, keep(tmp_path, apollo(ERIN)))
    newer = {**ERIN, "Title": "CRO", "City": "", "Email": "erin@newjob.example", "# Employees": "300"}
    job = bring_in(acme, keep(tmp_path, apollo(newer)))
    assert counts(job) == (0, 1, 0, 0)
    erin = contact("erin@newjob.example")
    assert (erin.title, erin.city) == ("CRO", "New York")  # a blank cell erases nothing
    assert erin.emails.all()[0].key == "erin@newjob.example"
    assert erin.emails.count() == 3
    assert erin.company is not None
    assert erin.company.employees == 300
    assert events("contact.updated") == [
        ("contact.updated", {"import_id": job.pk, "fields": ["company", "emails", "title"]})
    ]
    assert [entry.history_type for entry in erin.history.all()] == ["~", "+"]


@pytest.mark.parametrize(
    "row",
    [
        {"Apollo Contact Id": "a1", "Email": "new@elsewhere.example"},
        {"Email": "ERIN@initech.example"},
        {"First Name": "Erin", "Last Name": "Evans", "Secondary Email": "erin@home.example"},
        {"Person Linkedin Url": "https://de.linkedin.com/in/erin-evans/"},
        {"First Name": "ERIN", "Last Name": "Evans", "Mobile Phone": "+1 212 555 0142"},
    ],
    ids=["id", "email", "second email", "profile", "phone and name"],
)
def test_a_person_is_found_again_by(acme: Organization, tmp_path: Path, row: dict[str, str]) -> None:
    bring_in(acme, keep(tmp_path, apollo(ERIN)))
    assert bring_in(acme, keep(tmp_path, apollo({**row, "Title": "CRO"}))).updated == 1
    assert Contact.objects.get().title == "CRO"


@pytest.mark.parametrize(
    "row",
    [
        {"First Name": "Erin", "Last Name": "Evans", "Email": "erin@other.example"},
        {"First Name": "Erin", "Last Name": "Evans", "Email": "e@other.example", "Mobile Phone": "+1 212 555 0142"},
        {"First Name": "Gil", "Last Name": "Gray", "Mobile Phone": "+1 212 555 0142"},
        {"First Name": "Gil", "Last Name": "Gray", "Secondary Email": "erin@home.example"},
    ],
    ids=["same name", "same name and phone, two emails", "same phone", "shared second email"],
)
def test_two_people_stay_two(acme: Organization, tmp_path: Path, row: dict[str, str]) -> None:
    bring_in(acme, keep(tmp_path, apollo(ERIN)))
    assert counts(bring_in(acme, keep(tmp_path, apollo(row)))) == (1, 0, 0, 0)


def test_people_of_whom_a_list_says_little_are_not_made_anew_each_time(acme: Organization, tmp_path: Path) -> None:
    headers = ["Name", "Company", "Email", "Phone"]
    rows = [
        ["Erin Evans", "Initech", "", ""],
        ["Erin Evans", "Initrode", "", ""],
        ["Erin Evans", "", "", ""],
        ["Erin Evans", "Initech", "erin@initech.example", ""],
        ["", "", "", "+12125550142"],
    ]
    path = keep(tmp_path, table(headers, *rows))
    assert counts(bring_in(acme, path)) == (5, 0, 0, 0)
    assert counts(bring_in(acme, path)) == (0, 0, 5, 0)


def test_an_id_of_an_unknown_system_is_not_believed_against_the_name(acme: Organization, tmp_path: Path) -> None:
    headers = ["ID", "Name", "Email"]
    bring_in(acme, keep(tmp_path, table(headers, ["1", "Erin Evans", "erin@initech.example"])))
    other = bring_in(acme, keep(tmp_path, table(headers, ["1", "Gil Gray", "gil@globex.example"])))
    assert counts(other) == (1, 0, 0, 0)
    assert "belongs to another contact" in errors(other)[0]["reason"]
    moved = bring_in(acme, keep(tmp_path, table(headers, ["1", "Erin Evans", "erin@newjob.example"])))
    assert counts(moved) == (0, 1, 0, 0)


def test_people_of_another_organization_are_not_touched(
    acme: Organization, rival: Organization, dana: Contact, tmp_path: Path
) -> None:
    job = bring_in(rival, keep(tmp_path, table(["Name", "Email"], ["Someone Else", "dana@globex.example"])))
    assert counts(job) == (1, 0, 0, 0)
    dana.refresh_from_db()
    assert dana.name == "Dana Diaz"


def test_a_bad_email_or_phone_is_left_out_and_the_person_is_kept(acme: Organization, tmp_path: Path) -> None:
    rows = [{**FRED, "Email": "john at nowhere", "Mobile Phone": "12"}, {**ERIN, "Email": "x@@initech.example"}]
    job = bring_in(acme, keep(tmp_path, apollo(*rows)))
    assert counts(job) == (2, 0, 0, 0)
    noted = {line["row"]: line["reason"] for line in errors(job)}
    assert "“john at nowhere” is no address" in noted["2"]
    assert "“12” is no number in DE" in noted["2"]
    assert "“x@@initech.example” is no address" in noted["3"]
    assert list(ContactEmail.objects.values_list("key", "is_primary")) == [("erin@home.example", True)]


def test_a_bad_row_costs_nobody_else(acme: Organization, tmp_path: Path) -> None:
    text = table(["Name", "Email", "Company"], ["Erin Evans", "erin@initech.example", "Initech"])
    text += ',,Initech\n\nFred Fox,fred@a.example,Initrode,too,many\nGil "Gray,g@a.example\n"Hal Hill,h@a.example,\n'
    text += "Ida Ito,ida@a.example\n"
    job = bring_in(acme, keep(tmp_path, text))
    assert counts(job) == (3, 0, 0, 3)
    assert [(line["row"], line["result"]) for line in errors(job)] == [
        ("3", "failed"),
        ("5", "failed"),
        ("7", "failed"),
    ]
    reasons = [line["reason"] for line in errors(job)]
    assert "names nobody" in reasons[0]
    assert "5 cells where the header has 3" in reasons[1]
    assert "never closed" in reasons[2]
    assert {found.name for found in Contact.objects.all()} == {"Erin Evans", 'Gil "Gray', "Ida Ito"}


def test_a_formula_stays_text_and_is_escaped_in_the_error_file(acme: Organization, tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://evil.example","x")'
    job = bring_in(acme, keep(tmp_path, apollo({**FRED, "First Name": formula, "Mobile Phone": "+1"})))
    assert contact("fred@initrode.example").first_name == formula
    line = errors(job)[0]
    assert (line["First Name"], line["Mobile Phone"]) == ("'" + formula, "'+1")


def test_a_corrected_error_file_can_be_imported_as_it_is(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, apollo({**FRED, "First Name": "=Fred", "Email": "john at nowhere"})))
    assert job.error_file is not None
    corrected = job.error_file.read_text().replace("john at nowhere", "fred@initrode.example")
    again = bring_in(acme, keep(tmp_path, corrected))
    assert counts(again) == (0, 1, 0, 0)
    fred = contact("fred@initrode.example")
    assert (fred.first_name, fred.custom) == ("=Fred", {})


def test_an_opted_out_column_closes_the_addresses_before_anything_is_sent(acme: Organization, tmp_path: Path) -> None:
    headers = ["Name", "Email", "Phone", "Unsubscribed from all email", "Do Not Call", "Country"]
    rows = [
        ["Erin Evans", "erin@initech.example", "+12125550142", "true", "", "US"],
        ["Fred Fox", "fred@initech.example", "+12125550143", "", "1", "US"],
        ["Gil Gray", "gil@initech.example", "+12125550144", "false", "no", "US"],
    ]
    path = keep(tmp_path, table(headers, *rows))
    job = bring_in(acme, path)
    assert counts(job) == (3, 0, 0, 0)
    mail = [_reason(acme, row[1], "email") for row in rows]
    assert mail == [Reason.SUPPRESSED, Reason.ALLOW, Reason.ALLOW]
    assert [_reason(acme, row[2], "voice_live") == Reason.SUPPRESSED for row in rows] == [False, True, False]
    assert [payload["channel"] for _, payload in events("contact.unsubscribed")] == ["email", "phone"]
    assert counts(bring_in(acme, path)) == (0, 0, 3, 0)


def test_an_opt_out_that_a_later_list_brings_counts_as_a_change(
    acme: Organization, dana: Contact, tmp_path: Path
) -> None:
    job = bring_in(acme, keep(tmp_path, table(["Email", "Stage"], ["dana@globex.example", "Do Not Contact"])))
    assert counts(job) == (0, 1, 0, 0)
    assert _reason(acme, "dana@globex.example", "email") == Reason.SUPPRESSED


def _reason(organization: Organization, address: str, channel: str) -> str:
    traits = frozenset({"postal", "one_click", "dmarc"})
    attempt = Attempt(
        organization.pk, ("crm.contact", 1), address, channel, "marketing", clock.now(), country="US", traits=traits
    )
    return check([attempt], record=False)[0].reason


def test_one_company_is_made_for_many_spellings(acme: Organization, tmp_path: Path) -> None:
    headers = ["Name", "Email", "Company", "Website", "Industry"]
    rows = [
        ["Erin Evans", "e@a.example", "Initech, Inc.", "", ""],
        ["Fred Fox", "f@a.example", "INITECH GmbH", "https://www.initech.example/home", "Software"],
        ["Gil Gray", "g@a.example", "Initech Holding Europe", "initech.example", "Retail"],
        ["Hal Hill", "h@a.example", "Initech", "initech.other.example", ""],
    ]
    path = keep(tmp_path, table(headers, *rows))
    bring_in(acme, path)
    assert list(Company.objects.order_by("pk").values_list("name", "domain", "industry")) == [
        ("Initech, Inc.", "initech.example", "Software"),
        ("Initech", "initech.other.example", ""),
    ]
    assert counts(bring_in(acme, path)) == (0, 0, 4, 0)


def test_a_page_on_a_shared_host_is_no_companys_domain(acme: Organization, tmp_path: Path) -> None:
    rows = [["a@a.example", "One", "facebook.com/one"], ["b@a.example", "Two", "https://www.facebook.com/two"]]
    bring_in(acme, keep(tmp_path, table(["Email", "Company", "Website"], *rows)))
    assert Company.objects.filter(domain="").count() == 2


def test_a_list_of_companies_makes_no_contact_but_is_not_lost(acme: Organization, tmp_path: Path) -> None:
    accounts = table(["ACCOUNTID", "Account Name", "Industry", "Phone"], ["386", "Initech", "Software", "212-555-0142"])
    job = bring_in(acme, keep(tmp_path, accounts))
    assert counts(job) == (0, 0, 0, 1)
    assert "the company was kept" in errors(job)[0]["reason"]
    bring_in(acme, keep(tmp_path, table(["CONTACTID", "Last Name", "Account Id"], ["1", "Evans", "386"])))
    company = Contact.objects.get().company
    assert company is not None
    assert (company.name, company.industry, company.phone) == ("Initech", "Software", "212-555-0142")


def test_a_list_of_ids_adds_to_the_people_it_names(acme: Organization, tmp_path: Path) -> None:
    bring_in(acme, keep(tmp_path, table(["ContactID", "FullName"], ["C1", "Erin Evans"])))
    notes = table(
        ["LeadID", "ContactID", "LeadStatus", "Notes"], ["L1", "C1", "Working", "Wants a demo."], ["L2", "C9", "", ""]
    )
    assert counts(bring_in(acme, keep(tmp_path, notes))) == (0, 1, 0, 1)
    assert Contact.objects.get().lead_status == "Working"
    assert counts(bring_in(acme, keep(tmp_path, notes))) == (0, 0, 1, 1)
    assert Note.objects.get().body == "Wants a demo."


def test_tags_owner_and_history_with_others_are_kept(acme: Organization, bob: User, tmp_path: Path) -> None:
    headers = ["Email", "Tags", "Owner", "Last Contacted", "Created Time", "Lifecycle Stage", "Language", "Time Zone"]
    row = ["e@a.example", "vip; fair", "Bob", "2025-03-04 09:14", "15 Apr, 2021 00:03:00", "opportunity", "German", "x"]
    job = bring_in(acme, keep(tmp_path, table(headers, row)))
    erin = contact("e@a.example")
    assert sorted(tag.name for tag in erin.tags.all()) == ["fair", "vip"]
    assert (erin.owner, erin.lifecycle, erin.language) == (bob, Lifecycle.QUALIFIED, "de")
    assert erin.last_activity_at is not None
    assert erin.last_activity_at.isoformat() == "2025-03-04T14:14:00+00:00"
    assert erin.custom == {"known_since": "2021-04-15", "zone": "x"}
    assert "the zone “x” is not known" in errors(job)[0]["reason"]


def test_a_name_parted_otherwise_does_not_double_itself(acme: Organization, dana: Contact, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, table(["First Name", "Email"], ["Dana Diaz", "dana@globex.example"])))
    assert counts(job) == (0, 0, 1, 0)
    dana.refresh_from_db()
    assert dana.name == "Dana Diaz"


def test_a_file_never_takes_back_what_happened_here(acme: Organization, alice: User, tmp_path: Path) -> None:
    erin = create_contact(
        acme, actor=alice, emails=["e@a.example"], lifecycle="customer", source="webinar", owner=alice
    )
    erin.emails.update(validity=Validity.INVALID)
    headers = ["Email", "Email Status", "Lifecycle Stage", "Lead Source"]
    job = bring_in(acme, keep(tmp_path, table(headers, ["e@a.example", "Verified", "lead", "list"])))
    assert counts(job) == (0, 0, 1, 0)
    erin.refresh_from_db()
    assert (erin.lifecycle, erin.source, erin.emails.get().validity) == ("customer", "webinar", "invalid")


def test_overlong_cells_are_cut_with_a_note(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, apollo({**FRED, "Title": "x" * 300, "Keywords": "y" * 9000})))
    fred = contact("fred@initrode.example")
    assert (len(fred.title), len(fred.custom["keywords"])) == (200, 5000)
    assert "the title was cut to 200 characters" in errors(job)[0]["reason"]


def test_a_phone_is_read_in_the_contacts_country_else_in_ours(acme: Organization, tmp_path: Path) -> None:
    rows = [
        ["a@a.example", "030 901820", "Germany"],
        ["b@a.example", "(212) 555-0142", ""],
        ["c@a.example", "030 901820", ""],
    ]
    job = bring_in(acme, keep(tmp_path, table(["Email", "Phone", "Country"], *rows)))
    numbers = [contact(row[0]).phones.values_list("number", flat=True).first() for row in rows]
    assert numbers == ["+4930901820", "+12125550142", None]
    assert "is no number in US" in errors(job)[0]["reason"]


def test_people_who_share_an_address_are_one_and_the_file_says_so(acme: Organization, tmp_path: Path) -> None:
    rows = [["Erin Evans", "info@a.example"], ["Gil Gray", "info@a.example"]]
    job = bring_in(acme, keep(tmp_path, table(["Name", "Email"], *rows)))
    assert counts(job) == (1, 0, 1, 0)
    assert "though the name differs" in errors(job)[0]["reason"]


def test_the_header_of_our_sample_is_understood(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, apollo(ERIN)))
    assert set(job.mapping) == set(APOLLO)
    assert [header for header, field in job.mapping.items() if field.startswith("custom.")] == ["Keywords"]
