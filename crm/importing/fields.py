"""What a column of a file can be for us: the catalogue behind every mapping.

Two kinds of field carry a name of their own after a dot: `custom.<name>` and `company.custom.<name>` keep a column as a
custom field of the contact or company, `external_id.<system>` and `company.external_id.<system>` hold the id of the
record in another system. A custom field that the organization has defined is read by its kind, and called by its label.
"""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import Noun
from crm.importing.fieldset import IGNORE as IGNORE
from crm.importing.fieldset import IGNORED, Field, Group, by_code
from crm.importing.options import Kind
from crm.importing.work_fields import ACTIVITIES, ACTIVITY_EXTERNAL, DEAL_CUSTOM, DEAL_EXTERNAL, DEALS
from crm.models import CustomField
from crm.own_fields.keys import key_of

CUSTOM = "custom."
COMPANY_CUSTOM = "company.custom."
EXTERNAL = "external_id."
COMPANY_EXTERNAL = "company.external_id."
_NAME = re.compile(r"^[a-z0-9][a-z0-9_]{0,59}$")


CATALOGUE: dict[str, Field] = by_code(
    Field("full_name", _("Full name"), Group.PERSON, names_person=True),
    Field("first_name", _("First name"), Group.PERSON, names_person=True),
    Field("last_name", _("Last name"), Group.PERSON, names_person=True),
    Field("title", _("Job title"), Group.PERSON),
    Field("seniority", _("Seniority"), Group.PERSON),
    Field("department", _("Department"), Group.PERSON),
    Field("language", _("Language"), Group.PERSON),
    Field("email", _("Email"), Group.ADDRESS, names_person=True),
    Field("email_status", _("Email status (verified, guessed, bounced …)"), Group.ADDRESS),
    Field("email_bounced", _("Email has bounced (yes or no)"), Group.ADDRESS),
    Field("other_email", _("Further email"), Group.ADDRESS, many=True),
    Field("personal_email", _("Personal email"), Group.ADDRESS, many=True),
    Field("phone", _("Phone"), Group.ADDRESS, many=True),
    Field("mobile", _("Mobile phone"), Group.ADDRESS, many=True, names_person=True),
    Field("home_phone", _("Home phone"), Group.ADDRESS, many=True),
    Field("other_phone", _("Further phone"), Group.ADDRESS, many=True),
    Field("linkedin", _("LinkedIn profile"), Group.ADDRESS, names_person=True),
    Field("city", _("City"), Group.PLACE),
    Field("state", _("State or province"), Group.PLACE),
    Field("zip", _("ZIP or postal code"), Group.PLACE),
    Field("country", _("Country"), Group.PLACE),
    Field("zone", _("Time zone"), Group.PLACE),
    Field("source", _("Lead source"), Group.SALES),
    Field("owner", _("Owner (a member's name or email)"), Group.SALES),
    Field("lifecycle", _("Lifecycle stage"), Group.SALES),
    Field("lead_status", _("Lead status"), Group.SALES),
    Field("last_activity", _("Last activity (date)"), Group.SALES),
    Field("known_since", _("Known since (date)"), Group.SALES),
    Field("tags", _("Tags"), Group.SALES, many=True),
    Field("notes", _("Note"), Group.SALES, many=True),
    Field("company", _("Company"), Group.COMPANY),
    Field("company.website", _("Company website or domain"), Group.COMPANY),
    Field("company.industry", _("Industry"), Group.COMPANY),
    Field("company.employees", _("Number of employees"), Group.COMPANY),
    Field("company.annual_revenue", _("Annual revenue"), Group.COMPANY),
    Field("company.funding", _("Total funding"), Group.COMPANY),
    Field("company.technologies", _("Technologies"), Group.COMPANY),
    Field("company.growth", _("Headcount growth, % a year"), Group.COMPANY),
    Field("company.linkedin", _("Company LinkedIn page"), Group.COMPANY),
    Field("company.phone", _("Company phone"), Group.COMPANY, many=True),
    Field("company.city", _("Company city"), Group.COMPANY),
    Field("company.state", _("Company state"), Group.COMPANY),
    Field("company.zip", _("Company ZIP"), Group.COMPANY),
    Field("company.country", _("Company country"), Group.COMPANY),
    Field("company.description", _("Company description"), Group.COMPANY),
    Field("opt_out", _("Opted out of everything (yes or no)"), Group.OPT_OUT, many=True),
    Field("opt_out_email", _("Opted out of email (yes or no)"), Group.OPT_OUT, many=True),
    Field("opt_out_phone", _("Do not call (yes or no)"), Group.OPT_OUT, many=True),
    Field("opt_in", _("Agreed to be contacted (a plain no opts out)"), Group.OPT_OUT, many=True),
    Field("opt_in_email", _("Agreed to email (a plain no opts out)"), Group.OPT_OUT, many=True),
    Field("opt_in_phone", _("Agreed to calls (a plain no opts out)"), Group.OPT_OUT, many=True),
    IGNORED,
)
# By what a file lists. Deals and activities are read in words of their own (crm.importing.work_fields).
_OF_KIND = {Kind.DEALS: DEALS, Kind.ACTIVITIES: ACTIVITIES}
_EVERY = DEALS | ACTIVITIES | CATALOGUE
_NAMED = {
    Kind.DEALS: (DEAL_CUSTOM, DEAL_EXTERNAL, EXTERNAL, COMPANY_EXTERNAL),
    Kind.ACTIVITIES: (ACTIVITY_EXTERNAL, DEAL_EXTERNAL, EXTERNAL, COMPANY_EXTERNAL),
}
_NAMED_OF_LEADS = (CUSTOM, COMPANY_CUSTOM, EXTERNAL, COMPANY_EXTERNAL)
_OWN_OF_KIND = {Kind.DEALS: (DEAL_CUSTOM,), Kind.ACTIVITIES: ()}


def slug(text: str) -> str:
    """A name for a custom field or a foreign system: "Deal Size (€)" is deal_size."""
    return key_of(text)


def is_field(code: str, kind: Kind = Kind.CONTACTS) -> bool:
    """Whether the catalogue of this kind of list has the code, custom fields and foreign ids included."""
    if code in catalogue(kind):
        return True
    return any(code.startswith(prefix) and _NAME.match(code.removeprefix(prefix)) for prefix in named(kind))


def catalogue(kind: Kind) -> dict[str, Field]:
    """The fields that a column of such a list can be."""
    return _OF_KIND.get(kind, CATALOGUE)


def named(kind: Kind) -> tuple[str, ...]:
    """The beginnings of the codes that carry a name of their own."""
    return _NAMED.get(kind, _NAMED_OF_LEADS)


def takes_many(code: str) -> bool:
    """Whether several columns may be mapped to this field."""
    return code not in _EVERY or _EVERY[code].many


def names_person(code: str) -> bool:
    """Whether a column mapped to this field says that the file lists people."""
    return code.startswith(EXTERNAL) or (code in CATALOGUE and CATALOGUE[code].names_person)


Own = Mapping[str, CustomField]  # the fields that the organization has defined, by code
_KINDS = {
    "custom": _("Custom field"),
    "company.custom": _("Custom field of the company"),
    "external_id": _("Contact id in"),
    "company.external_id": _("Company id in"),
    "deal.custom": _("Custom field of the deal"),
    "deal.external_id": _("Deal id in"),
    "activity.external_id": _("Activity id in"),
}


def own_fields(defined: Iterable[CustomField]) -> Own:
    """An organization's fields by the code of a mapping."""
    prefixes = {Noun.CONTACT: CUSTOM, Noun.COMPANY: COMPANY_CUSTOM, Noun.DEAL: DEAL_CUSTOM}
    return {prefixes[Noun(field.noun)] + field.key: field for field in defined if field.noun in prefixes}


def own_of(own: Own, kind: Kind) -> Own:
    """Those that a list of this kind can feed."""
    prefixes = _OWN_OF_KIND.get(kind, (CUSTOM, COMPANY_CUSTOM))
    return {code: field for code, field in own.items() if code.startswith(prefixes)}


def label(code: str, own: Own | None = None) -> str:
    """How a page calls the field."""
    if code in _EVERY:
        return _EVERY[code].label
    if own and code in own:
        return own[code].label
    prefix, _, name = code.rpartition(".")
    return f"{_KINDS[prefix]} “{name}”"


def choices(own: Own | None = None, kind: Kind = Kind.CONTACTS) -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as grouped options of a select box, the organization's own fields first; an undefined custom field
    is offered beside them, by its own code."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, field in own_of(own or {}, kind).items():
        words = gettext("{label} ({kind}, company)") if code.startswith(COMPANY_CUSTOM) else gettext("{label} ({kind})")
        shown = words.format(label=field.label, kind=field.get_kind_display())
        groups.setdefault(gettext("Your own fields"), []).append((code, shown))
    for known in catalogue(kind).values():
        groups.setdefault(gettext(known.group.value), []).append((known.code, known.label))
    return list(groups.items())
