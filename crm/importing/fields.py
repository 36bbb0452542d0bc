"""What a column of a file can be for us: the catalogue behind every mapping.

Two kinds of field carry a name of their own after a dot: `custom.<name>` keeps a column as a custom field of the
contact, `external_id.<system>` and `company.external_id.<system>` hold the id of the record in another system.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from crm.names import fold

CUSTOM = "custom."
EXTERNAL = "external_id."
COMPANY_EXTERNAL = "company.external_id."
IGNORE = "ignore"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME = re.compile(r"^[a-z0-9][a-z0-9_]{0,59}$")


class Group(StrEnum):
    PERSON = "Person"
    ADDRESS = "Addresses"
    PLACE = "Place"
    SALES = "Sales"
    COMPANY = "Company"
    OPT_OUT = "Opt-out"
    OTHER = "Other"


@dataclass(frozen=True)
class Field:
    """`many`: several columns of one file may feed it. `names_person`: its presence makes the file one of people."""

    code: str
    label: str
    group: Group
    many: bool = False
    names_person: bool = False


CATALOGUE: dict[str, Field] = {
    field.code: field
    for field in (
        Field("full_name", "Full name", Group.PERSON, names_person=True),
        Field("first_name", "First name", Group.PERSON, names_person=True),
        Field("last_name", "Last name", Group.PERSON, names_person=True),
        Field("title", "Job title", Group.PERSON),
        Field("seniority", "Seniority", Group.PERSON),
        Field("department", "Department", Group.PERSON),
        Field("language", "Language", Group.PERSON),
        Field("email", "Email", Group.ADDRESS, names_person=True),
        Field("email_status", "Email status (verified, guessed, bounced …)", Group.ADDRESS),
        Field("email_bounced", "Email has bounced (yes or no)", Group.ADDRESS),
        Field("other_email", "Further email", Group.ADDRESS, many=True),
        Field("personal_email", "Personal email", Group.ADDRESS, many=True),
        Field("phone", "Phone", Group.ADDRESS, many=True),
        Field("mobile", "Mobile phone", Group.ADDRESS, many=True, names_person=True),
        Field("home_phone", "Home phone", Group.ADDRESS, many=True),
        Field("other_phone", "Further phone", Group.ADDRESS, many=True),
        Field("linkedin", "LinkedIn profile", Group.ADDRESS, names_person=True),
        Field("city", "City", Group.PLACE),
        Field("state", "State or province", Group.PLACE),
        Field("zip", "ZIP or postal code", Group.PLACE),
        Field("country", "Country", Group.PLACE),
        Field("zone", "Time zone", Group.PLACE),
        Field("source", "Lead source", Group.SALES),
        Field("owner", "Owner (a member's name or email)", Group.SALES),
        Field("lifecycle", "Lifecycle stage", Group.SALES),
        Field("lead_status", "Lead status", Group.SALES),
        Field("last_activity", "Last activity (date)", Group.SALES),
        Field("known_since", "Known since (date)", Group.SALES),
        Field("tags", "Tags", Group.SALES, many=True),
        Field("notes", "Note", Group.SALES, many=True),
        Field("company", "Company", Group.COMPANY),
        Field("company.website", "Company website or domain", Group.COMPANY),
        Field("company.industry", "Industry", Group.COMPANY),
        Field("company.employees", "Number of employees", Group.COMPANY),
        Field("company.annual_revenue", "Annual revenue", Group.COMPANY),
        Field("company.funding", "Total funding", Group.COMPANY),
        Field("company.technologies", "Technologies", Group.COMPANY),
        Field("company.growth", "Headcount growth, % a year", Group.COMPANY),
        Field("company.linkedin", "Company LinkedIn page", Group.COMPANY),
        Field("company.phone", "Company phone", Group.COMPANY, many=True),
        Field("company.city", "Company city", Group.COMPANY),
        Field("company.state", "Company state", Group.COMPANY),
        Field("company.zip", "Company ZIP", Group.COMPANY),
        Field("company.country", "Company country", Group.COMPANY),
        Field("company.description", "Company description", Group.COMPANY),
        Field("opt_out", "Opted out of everything (yes or no)", Group.OPT_OUT, many=True),
        Field("opt_out_email", "Opted out of email (yes or no)", Group.OPT_OUT, many=True),
        Field("opt_out_phone", "Do not call (yes or no)", Group.OPT_OUT, many=True),
        Field("opt_in", "Agreed to be contacted (a plain no opts out)", Group.OPT_OUT, many=True),
        Field("opt_in_email", "Agreed to email (a plain no opts out)", Group.OPT_OUT, many=True),
        Field("opt_in_phone", "Agreed to calls (a plain no opts out)", Group.OPT_OUT, many=True),
        Field(IGNORE, "Leave this column out", Group.OTHER, many=True),
    )
}


def slug(text: str) -> str:
    """A name for a custom field or a foreign system: "Deal Size (€)" is deal_size."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(_CAMEL.sub(" ", text))).strip("_")[:60]
    return plain or "column"


def is_field(code: str) -> bool:
    """Whether the catalogue has this code, custom fields and foreign ids included."""
    if code in CATALOGUE:
        return True
    return any(
        code.startswith(prefix) and _NAME.match(code.removeprefix(prefix))
        for prefix in (CUSTOM, EXTERNAL, COMPANY_EXTERNAL)
    )


def takes_many(code: str) -> bool:
    """Whether several columns may be mapped to this field."""
    return code not in CATALOGUE or CATALOGUE[code].many


def names_person(code: str) -> bool:
    """Whether a column mapped to this field says that the file lists people."""
    return code.startswith(EXTERNAL) or (code in CATALOGUE and CATALOGUE[code].names_person)


def label(code: str) -> str:
    """How a page calls the field."""
    if code in CATALOGUE:
        return CATALOGUE[code].label
    prefix, _, name = code.rpartition(".")
    kind = {"custom": "Custom field", "external_id": "Contact id in", "company.external_id": "Company id in"}[prefix]
    return f"{kind} “{name}”"


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as grouped options of a select box; a custom field is offered beside them, by its own code."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for field in CATALOGUE.values():
        groups.setdefault(field.group.value, []).append((field.code, field.label))
    return list(groups.items())
