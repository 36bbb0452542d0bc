"""One form for every address, and the keyed hash by which evidence about it outlives the person's record.

Text as people write it goes in; the form in which two spellings of one address are equal comes out, "" when it is
no address. A hash is HMAC-SHA256 under the installation's pepper, because ten billion phone numbers are soon tried.
"""

import hmac
import re
from urllib.parse import unquote

import idna
import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext

from compliance.errors import WrongAddressError

KIND_OF_CHANNEL = {
    "email": "email",
    "sms": "phone",
    "whatsapp": "phone",
    "voice": "phone",
    "voice_live": "phone",
    "phone": "phone",
    "linkedin": "linkedin",
    "chat": "chat",
}
_is_email = EmailValidator(allowlist=[])
# Nearly all addresses, and none that the validator refuses.
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.A
)
_NORTH_AMERICAN = re.compile(r"\+1[2-9](?!11)\d\d[2-9]\d{6}")
_LINKEDIN = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/(?:mwlite/|comm/)?"
    r"((?:in|company|sales/lead|sales/people)/[^/?#\s,]+|pub/[^?#\s,]+)",
    re.I,
)


def email_key(text: str) -> str:
    """The address trimmed and in lower case, its domain in ASCII (IDNA 2008); "" when it is none."""
    plain = text.strip().lower()
    if len(plain) <= 254 and _PLAIN_EMAIL.fullmatch(plain):
        return plain
    local, at, domain = plain.rpartition("@")
    if not at:
        return ""
    try:
        key = f"{local}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"
        _is_email(key)
    except (ValidationError, idna.IDNAError):
        return ""
    return key if len(key) <= 254 else ""


def phone_key(text: str, country: str = "") -> str:
    """The number in E.164; `country` (ISO 3166) reads numbers without a prefix; "" when nobody could dial it.

    A number need only be possible, not assigned: the library's list of assigned ranges lags behind new area codes.
    """
    text = text.strip()
    if _NORTH_AMERICAN.fullmatch(text):  # as our own rows have it: no need to parse
        return text
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if number.country_code == 1 and not _NORTH_AMERICAN.fullmatch(key):
        return ""
    return key


def linkedin_key(text: str) -> str:
    """The path of a LinkedIn profile ("in/dana-diaz"), whatever host, query, case or escapes it was pasted with."""
    found = _LINKEDIN.match(text.strip())
    return unquote(found[1]).rstrip("/").casefold() if found else ""


def address_key(channel: str, text: str, country: str = "") -> str:
    """The comparable form of an address on this channel; "" when it is no such address."""
    kind = KIND_OF_CHANNEL[channel]
    if kind == "email":
        return email_key(text)
    if kind == "phone":
        return phone_key(text, country)
    return linkedin_key(text) if kind == "linkedin" else text.strip()


def address_hash(channel: str, key: str) -> str:
    """The keyed hash of a comparable address; all phone channels share one, and "" stays ""."""
    if not key:
        return ""
    kind = KIND_OF_CHANNEL[channel]
    mailbox = _same_mailbox(key) if kind == "email" else key
    return hmac.digest(settings.HMAC_PEPPER, f"{kind}:{mailbox}".encode(), "sha256").hex()


def hash_of(channel: str, text: str, country: str = "") -> str:
    """The hash of an address as people write it; text that is no address keeps the hash of its small letters.

    Raises WrongAddressError when there is no text at all, which would stand for everybody.
    """
    if not text.strip():
        raise WrongAddressError(gettext("No address was given."))
    return address_hash(channel, address_key(channel, text, country) or text.strip().lower())


def _same_mailbox(key: str) -> str:
    """Gmail ignores dots and everything after a plus: a suppression must hold for all spellings of one mailbox."""
    local, _, domain = key.rpartition("@")
    if domain not in ("gmail.com", "googlemail.com"):
        return key
    return f"{local.split('+')[0].replace('.', '')}@gmail.com"
