"""How the person in a row can be reached, and what they have opted out of."""

import re

from compliance.addresses import email_key, phone_key
from crm.choices import AddressType, Validity
from crm.importing.cells import words
from crm.importing.leads import Address, Lead

_EMAILS = {"email": AddressType.WORK, "other_email": AddressType.OTHER, "personal_email": AddressType.PERSONAL}
_PHONES = {
    "phone": AddressType.WORK, "mobile": AddressType.MOBILE, "home_phone": AddressType.PERSONAL,
    "other_phone": AddressType.OTHER,
}  # fmt: skip
_OPT_OUTS = {"opt_out": {"email", "phone"}, "opt_out_email": {"email"}, "opt_out_phone": {"phone"}}
_SEVERAL = re.compile(r"[;,|\n]")
_IN_ANGLES = re.compile(r"<([^<>]+)>")


def read_emails(cells: dict[str, list[str]], remarks: list[str]) -> list[Address]:
    """The valid addresses, the primary first; what a verifier said is of the primary one."""
    found: dict[str, Address] = {}
    status = words.validity(cells.get("email_status", [""])[0])
    if words.is_yes(cells.get("email_bounced", [""])[0]):
        status = Validity.INVALID
    for code, type in _EMAILS.items():
        for text in _several(cells.get(code, [])):
            key = email_key(text)
            if not key:
                remarks.append(f"the email “{text[:120]}” is no address and was left out")
            elif key not in found:
                validity = status if code == "email" and not found else Validity.UNKNOWN
                found[key] = Address(key, text, type, validity)
    return list(found.values())


def read_phones(cells: dict[str, list[str]], country: str, remarks: list[str]) -> list[Address]:
    found: dict[str, Address] = {}
    for code, type in _PHONES.items():
        for text in _several(cells.get(code, [])):
            key = phone_key(text, country)
            if not key:
                remarks.append(
                    f"the phone “{text[:60]}” is no number{f' in {country}' if country else ''} and was left out"
                )
            elif key not in found:
                found[key] = Address(key, text, type)
    return list(found.values())


def _several(values: list[str]) -> list[str]:
    """The addresses in cells that may hold more than one, without a name in front or a "mailto:"."""
    parts = []
    for value in values:
        for part in _SEVERAL.split(value):
            angled = _IN_ANGLES.search(part)
            text = (angled[1] if angled else part).strip().removeprefix("mailto:")
            if text:
                parts.append(text)
    return parts


def read_opt_outs(cells: dict[str, list[str]], lead: Lead) -> None:
    for code, kinds in _OPT_OUTS.items():
        if any(words.opts_out(cell) for cell in cells.get(code, [])):
            lead.opted_out |= kinds
    if words.stops_contact(lead.fields.get("lead_status", "")):
        lead.opted_out |= {"email", "phone"}
