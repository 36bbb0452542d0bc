"""How the person in a row can be reached, and what they have opted out of."""

import re
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext

from compliance.addresses import email_key, phone_key
from crm.choices import AddressType, Validity
from crm.importing.cells import words
from crm.importing.leads import Address, Lead

EMAILS = {"email": AddressType.WORK, "other_email": AddressType.OTHER, "personal_email": AddressType.PERSONAL}
PHONES = {
    "phone": AddressType.WORK, "mobile": AddressType.MOBILE, "home_phone": AddressType.PERSONAL,
    "other_phone": AddressType.OTHER,
}  # fmt: skip
_BY_COLUMN = {"": {"email", "phone"}, "_email": {"email"}, "_phone": {"phone"}}
_SEVERAL = re.compile(r"[;,|\n]|:::")
_WORD_BETWEEN = r"\s(?:or|and|und|oder|et|ou|y|o)\s"
_SEVERAL_EMAILS = re.compile(rf"{_WORD_BETWEEN}|[\s/&]+")
_SEVERAL_PHONES = re.compile(rf"{_WORD_BETWEEN}|\s*[/&]\s*")
_ASIDE = re.compile(r"^[^\W\d]+\.?:\s*|\([^()\d]*\)|\[[^\[\]\d]*\]")  # "Mobile: ", "(mobile)"
_IN_ANGLES = re.compile(r"<([^<>]+)>")


def read_emails(cells: dict[str, list[str]], remarks: list[str]) -> list[Address]:
    """The valid addresses, the primary first; what a verifier said is of the primary one."""
    found: dict[str, Address] = {}
    status = words.validity(cells.get("email_status", [""])[0])
    if words.is_yes(cells.get("email_bounced", [""])[0]):
        status = Validity.INVALID
    for code, type in EMAILS.items():
        for text, key in _keyed(_without_names(cells.get(code, [])), _SEVERAL_EMAILS, email_key):
            if not key:
                remarks.append(gettext("the email “{text}” is no address and was left out").format(text=text[:120]))
            elif key not in found:
                validity = status if code == "email" and not found else Validity.UNKNOWN
                found[key] = Address(key, text, type, validity)
    return list(found.values())


def read_phones(cells: dict[str, list[str]], country: str, remarks: list[str]) -> list[Address]:
    """The numbers that somebody could dial, those without a prefix read as the country's."""

    def key_of(text: str) -> str:
        return phone_key(_ASIDE.sub(" ", text), country)

    found: dict[str, Address] = {}
    for code, type in PHONES.items():
        for text, key in _keyed(_parts(cells.get(code, [])), _SEVERAL_PHONES, key_of):
            if not key:
                where = gettext("the phone “{text}” is no number in {country} and was left out")
                words = where if country else gettext("the phone “{text}” is no number and was left out")
                remarks.append(words.format(text=text[:60], country=country))
            elif key not in found:
                found[key] = Address(key, text, type)
    return list(found.values())


def _parts(values: list[str]) -> Iterator[str]:
    """The addresses in cells that may hold more than one."""
    for value in values:
        yield from (part.strip() for part in _SEVERAL.split(value) if part.strip())


def _without_names(values: list[str]) -> Iterator[str]:
    """Addresses without a name in front or a "mailto:"."""
    for part in _parts(values):
        angled = _IN_ANGLES.search(part)
        text = (angled[1] if angled else part).strip()
        yield text[7:] if text[:7].lower() == "mailto:" else text


def _keyed(parts: Iterable[str], between: re.Pattern[str], key_of: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Each address with its comparable form; one that is none may be several, if all are addresses."""
    for part in parts:
        key = key_of(part)
        smaller = [piece for piece in between.split(part) if piece] if not key else []
        if len(smaller) > 1 and all(keys := [key_of(piece) for piece in smaller]):
            yield from zip(smaller, keys, strict=True)
        else:
            yield part, key


def read_opt_outs(cells: dict[str, list[str]], lead: Lead) -> None:
    """What the row has opted out of, by a column of its own or by the words of a status or tag."""
    for column, kinds in _BY_COLUMN.items():
        outs, ins = cells.get(f"opt_out{column}", []), cells.get(f"opt_in{column}", [])
        if any(map(words.opts_out, outs)) or any(map(words.refuses, ins)):
            lead.opted_out |= kinds
    if any(map(words.stops_contact, [lead.fields.get("lead_status", ""), *lead.tags])):
        lead.opted_out |= _BY_COLUMN[""]
    if any(map(words.stops_contact, cells.get("email_status", []))):
        lead.opted_out |= {"email"}
