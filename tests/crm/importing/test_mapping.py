"""What a column is taken for, from its header and from its cells."""

import pytest

from crm.errors import BadMappingError, UnknownTargetError
from crm.importing import fields
from crm.importing.mapping import checked, field_named, propose
from crm.importing.records import Record


def proposed(headers: list[str], *rows: list[str], fixed: dict[str, str] | None = None) -> dict[str, str]:
    columns = propose(headers, [Record(number, row) for number, row in enumerate(rows, 2)], fixed)
    return {column.header: column.field for column in columns}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["First Name", "Last Name", "E-mail Address", "Cell Phone", "Company Name", "Job Title", "Zip/Postal Code"],
            ["first_name", "last_name", "email", "mobile", "company", "title", "zip"],
        ),
        (
            ["Vorname", "Nachname", "E-Mail-Adresse", "Telefon", "Firma", "Position", "PLZ", "Ort", "Land", "Branche"],
            [
                "first_name",
                "last_name",
                "email",
                "phone",
                "company",
                "title",
                "zip",
                "city",
                "country",
                "company.industry",
            ],
        ),
        (
            ["Prénom", "Nom", "Adresse e-mail", "Portable", "Société", "Fonction", "Code postal", "Ville", "Pays"],
            ["first_name", "last_name", "email", "mobile", "company", "title", "zip", "city", "country"],
        ),
        (
            ["Nombre", "Apellidos", "Correo electrónico", "Teléfono", "Empresa", "Cargo", "Ciudad", "País"],
            ["first_name", "last_name", "email", "phone", "company", "title", "city", "country"],
        ),
        (
            ["firstName", "LAST_NAME", "EmailAddress", "LinkedIn URL", "HasOptedOutOfEmail", "DoNotCall"],
            ["first_name", "last_name", "email", "linkedin", "opt_out_email", "opt_out_phone"],
        ),
        (
            ["Company City", "Contact Email", "Account Phone", "Lead Owner", "Number of employees"],
            ["company.city", "email", "company.phone", "owner", "company.employees"],
        ),
    ],
)
def test_headers_of_many_tools_and_four_languages(headers: list[str], expected: list[str]) -> None:
    assert list(proposed(headers).values()) == expected


@pytest.mark.parametrize(
    ("header", "tool_mark", "expected"),
    [
        ("Apollo Contact Id", "Person Linkedin Url", "external_id.apollo"),
        ("Record ID", "Lifecycle Stage", "external_id.hubspot"),
        ("Account Id", "LEADID", "company.external_id.zoho"),
        ("Contact ID", "Mailing City", "external_id.salesforce"),
        ("ContactID", "Email", "external_id.contact"),
        ("Stage", "Apollo Account Id", "lead_status"),
    ],
)
def test_ids_belong_to_the_tool_that_wrote_the_file(header: str, tool_mark: str, expected: str) -> None:
    assert proposed([header, tool_mark])[header] == expected


def test_a_header_that_could_be_half_a_name_looks_at_its_neighbours() -> None:
    assert proposed(["Nom", "Courriel"])["Nom"] == "full_name"
    assert proposed(["Nombre", "Correo"])["Nombre"] == "full_name"
    assert proposed(["Name", "Vorname"])["Name"] == "last_name"
    assert proposed(["Name", "Email"])["Name"] == "full_name"


def test_a_phone_in_a_list_of_companies_is_the_companys() -> None:
    assert proposed(["Account Name", "Phone", "Billing City"])["Phone"] == "company.phone"
    assert proposed(["Account Name", "Phone", "Email"])["Phone"] == "phone"


def test_cells_speak_where_the_header_does_not() -> None:
    row = [
        "erin@a.example",
        "linkedin.com/in/erin",
        "+1 (212) 555-0142",
        "Germany",
        "www.a.example",
        "2025-06-14",
        "17",
    ]
    headers = [f"Column {n}" for n in range(1, 8)]
    assert list(proposed(headers, row, row).values()) == [
        *("email", "linkedin", "phone", "country", "company.website"),
        *("custom.column_6", "custom.column_7"),
    ]


def test_nothing_a_file_holds_is_lost_and_no_field_is_fed_twice() -> None:
    found = proposed(
        ["Email", "Work Email", "Role", "Job Title", "Deal Size (€)", "Deal size ($)", "Größe", "役割", "背"]
    )
    assert found == {
        "Email": "email",
        "Work Email": "other_email",
        "Role": "title",
        "Job Title": "custom.job_title",
        "Deal Size (€)": "custom.deal_size",
        "Deal size ($)": "custom.deal_size_2",
        "Größe": "custom.grosse",
        "役割": "custom.column",
        "背": "custom.column_2",
    }


def test_a_title_beside_a_job_title_is_the_one_before_the_name() -> None:
    found = proposed(["Title", "First Name", "Last Name", "Job Title"])
    assert (found["Title"], found["Job Title"]) == ("custom.title", "title")
    assert proposed(["Title", "Name"])["Title"] == "title"


def test_a_persons_choice_stands_and_the_rest_makes_way() -> None:
    found = proposed(["Email", "Login"], fixed={"Login": "email"})
    assert found == {"Login": "email", "Email": "other_email"}


def test_fields_may_be_named_by_code_by_label_or_by_a_known_header() -> None:
    asked = ["email", "E-Mail", "Company name", "custom.Deal Size", "custom", "external_id", "ignore", "-"]
    assert [field_named(name, "Kunden-Nr") for name in asked] == [
        *("email", "email", "company", "custom.deal_size", "custom.kunden_nr", "external_id.kunden_nr"),
        *(fields.IGNORE, fields.IGNORE),
    ]


def test_a_mapping_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(UnknownTargetError, match="no field “shoe”"):
        checked({"Email": "shoe"}, ["Email"])
    with pytest.raises(BadMappingError, match="no column “Mail”"):
        checked({"Mail": "email"}, ["Email"])
    with pytest.raises(BadMappingError, match="Two columns"):
        checked({"A": "email", "B": "email"}, ["A", "B"])
    assert checked({"A": "phone", "B": "phone"}, ["A", "B"]) == {"A": "phone", "B": "phone"}


def test_every_field_can_be_offered_with_a_label() -> None:
    offered = [code for _, group in fields.choices() for code, _ in group]
    assert set(offered) == set(fields.CATALOGUE)
    assert fields.label("custom.deal_size") == "Custom field “deal_size”"
    assert fields.label("company.external_id.zoho") == "Company id in “zoho”"
