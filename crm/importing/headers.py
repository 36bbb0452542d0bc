"""What a header means: a table of the words that tools and people write, in four languages."""

import re
from functools import cache
from pathlib import Path

from crm.importing.fields import CATALOGUE, is_field
from crm.importing.options import Kind
from crm.importing.permissions import permission
from crm.names import fold

FOLDER = Path(__file__).parent
TABLES = {Kind.DEALS: FOLDER / "headers_of_deals.tsv", Kind.ACTIVITIES: FOLDER / "headers_of_activities.tsv"}
TABLE = FOLDER / "headers.tsv"  # of people and companies
# One of these headers gives away the tool that wrote the file.
MARKS: dict[str, frozenset[str]] = {
    "apollo": frozenset({"apollo contact id", "apollo account id", "person linkedin url", "primary email source"}),
    "hubspot": frozenset(
        {"marketing contact status", "primary associated company id", "unsubscribed from all email", "lifecycle stage"}
        | {"associated contact ids", "associated company ids", "associated deal ids", "associated company ids primary"}
    ),
    "zoho": frozenset({"leadid", "contactid", "accountid", "lead owner id", "contact owner id", "account owner id"})
    | {"potential name", "account name id", "contact name id", "deal owner id"},
    "salesforce": frozenset(
        {"has opted out of email", "mailing street", "mailing city", "contact id 18", "lead id 18", "is converted"}
        | {"opportunity name", "opportunity owner", "task subtype", "whoid", "whatid", "who id", "what id"}
    ),
    "pipedrive": frozenset({"person organization", "person email work", "person phone work"})
    | {"deal title", "deal contact person", "activity subject", "activity assigned to user", "marked as done time"},
    "linkedin": frozenset({"connected on"}),
}
OF_PERSON = frozenset(("contact", "lead", "person", "prospect", "customer", "client", "primary", "main", "kontakt"))
OF_COMPANY = frozenset(
    (
        "company",
        "account",
        "organization",
        "organisation",
        "firm",
        "employer",
        "firma",
        "firmen",
        "entreprise",
        "empresa",
    )
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ALSO_OF_COMPANY = frozenset(code.removeprefix("company.") for code in CATALOGUE if code.startswith("company."))


@cache
def _table(kind: Kind = Kind.CONTACTS) -> dict[tuple[str, str], str]:
    table = {}
    for line in TABLES.get(kind, TABLE).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            tool, field, headers = line.split("\t")
            table.update({(tool, fold(header)): field for header in headers.split("|")})
    return table


def forms(header: str) -> list[str]:
    """The folded readings of a header: with camel case parted, as it is, and without asides in brackets."""
    parted = _CAMEL.sub(" ", header)
    readings = [fold(parted).replace("linked in", "linkedin"), fold(header), fold(_ASIDE.sub(" ", parted))]
    return [reading for reading in dict.fromkeys(readings) if reading]


def tool_of(headers: list[str]) -> str:
    """The tool that exported a file with these headers; "" when nothing gives it away."""
    folded = {forms(header)[0] for header in headers if forms(header)}
    found = {tool: len(marks & folded) for tool, marks in MARKS.items()}
    best = max(found, key=lambda tool: found[tool])
    return best if found[best] else ""


def meaning(header: str, tool: str = "") -> tuple[str, float]:
    """The field that a header means and how sure that is (0 to 1); ("", 0) for a header that says nothing."""
    code = header.strip().lower()
    if is_field(code):
        return code, 1.0
    for form in forms(header):
        for owner, confidence in ((tool, 1.0), ("*", 0.95)):
            if field := _table().get((owner, form)):
                return field, confidence
    for form in forms(header):
        if field := permission(form):
            return field, 0.9
    for form in forms(header):
        if field := _prefixed(form, tool):
            return field, 0.8
    return "", 0.0


def _prefixed(form: str, tool: str) -> str:
    """The field of "company city" or "contact email": whose it is, then what it is."""
    whose, _, rest = form.partition(" ")
    field = _table().get((tool, rest)) or _table().get(("*", rest), "")
    if not field or rest == form:
        return ""
    if whose in OF_COMPANY:
        if field.startswith("company"):
            return field
        return "company" if rest == "name" else f"company.{field}" if field in _ALSO_OF_COMPANY else ""
    return field if whose in OF_PERSON else ""


def meaning_of_work(header: str, kind: Kind, tool: str = "") -> tuple[str, float]:
    """The field that a header of a list of deals or activities means, as `meaning` for people."""
    code = header.strip().lower()
    if is_field(code, kind):
        return code, 1.0
    for form in forms(header):
        for owner, confidence in ((tool, 1.0), ("*", 0.95)):
            if field := _table(kind).get((owner, form)):
                return field, confidence
    return "", 0.0


def known(header: str) -> bool:
    """Whether the header is one that the table knows, for telling a header row from a title or a row of data."""
    return bool(meaning(header)[0])
