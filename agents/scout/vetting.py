"""Who may be proposed at all: nobody we know in any spelling, nobody found before, nobody who is closed or erased."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from agents.choices import LeftOut
from agents.models import Candidate
from agents.scout.leads import FoundLead
from compliance.addresses import address_hash, email_key, linkedin_key, phone_key
from compliance.erasure import bare_mailbox, erased_among
from compliance.state import consent_state
from crm.duplicates.groups import with_mailbox
from crm.models import Contact, ContactEmail, ContactPhone, ExternalId, Merge
from crm.names import company_key, person_key
from quotahit.accounts.models import Organization

SYSTEM = "apollo"  # of external ids


@dataclass(frozen=True)
class Traits:
    """What a lead can be recognised by, each in the form in which it is compared."""

    email: str
    phone: str
    profile: str
    name: str
    domain: str
    firm: str

    @classmethod
    def of(cls, lead: FoundLead) -> "Traits":
        return cls(
            email_key(lead.email),
            phone_key(lead.phone, lead.country),
            linkedin_key(lead.linkedin),
            person_key(lead.first_name, lead.last_name),
            lead.firm.domain,
            company_key(lead.firm.name),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Kind and address of every way to reach them."""
        found = (("email", self.email), ("phone", self.phone), ("linkedin", self.profile))
        return [(kind, key) for kind, key in found if key]

    @property
    def mailbox(self) -> str:
        """The mailbox whatever its spelling: no tag behind a plus, for Gmail no dots."""
        local, at, domain = bare_mailbox("email", self.email).rpartition("@")
        is_gmail = domain in ("gmail.com", "googlemail.com")
        return f"{local.replace('.', '')}@gmail.com" if is_gmail else f"{local}{at}{domain}"


def vet(organization: Organization, leads: Mapping[str, FoundLead]) -> dict[str, LeftOut]:
    """Why leads are left out, by their key; who may be proposed is missing. A fixed number of queries."""
    traits = {key: Traits.of(lead) for key, lead in leads.items()}
    erased = erased_among(organization.pk, {pair for one in traits.values() for pair in one.pairs})
    closed = closed_among(organization, {pair for one in traits.values() for pair in one.pairs})
    known, seen = _Known(organization, traits), _seen(organization, traits)
    found: dict[str, LeftOut] = {}
    in_batch: set[str] = set()
    for key, one in traits.items():
        mine = {one.mailbox, one.profile} - {""}
        if not erased.isdisjoint(one.pairs):
            found[key] = LeftOut.ERASED
        elif not closed.isdisjoint(one.pairs):
            found[key] = LeftOut.CLOSED
        elif not one.email:
            found[key] = LeftOut.NO_ADDRESS
        elif known.has(one):
            found[key] = LeftOut.KNOWN
        elif key in seen or not in_batch.isdisjoint(mine):
            found[key] = LeftOut.SEEN
        in_batch |= mine
    return found


def known_ids(organization: Organization, ids: list[str]) -> dict[str, LeftOut]:
    """Those of Apollo's ids that need not be paid for: they are ours, or were found before."""
    ours = ExternalId.objects.for_organization(organization).filter(system=SYSTEM, value__in=ids)
    known = dict.fromkeys(ours.exclude(contact=None).values_list("value", flat=True), LeftOut.KNOWN)
    by_key = {apollo_key(one): one for one in ids}
    keys = Candidate.objects.for_organization(organization).filter(key__in=list(by_key))
    return {by_key[key]: LeftOut.SEEN for key in keys.values_list("key", flat=True)} | known


def apollo_key(one: str) -> str:
    """By which a person of Apollo's is a candidate once, and which tells nobody who it is."""
    return f"{SYSTEM}:{hmac.digest(settings.HMAC_PEPPER, f'{SYSTEM}:{one}'.encode(), 'sha256').hex()}"


def closed_among(organization: Organization, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the addresses that are suppressed, or whose holder asked us not to call."""
    if not pairs:
        return set()
    return {(state.channel, state.address) for state in consent_state(organization, sorted(pairs)) if state.is_closed}


class _Known:
    """The contacts that leads of a batch may be, read together."""

    def __init__(self, organization: Organization, traits: Mapping[str, Traits]) -> None:
        some = list(traits.values())
        mailboxes = {one.mailbox for one in some if one.email}
        emails = ContactEmail.objects.for_organization(organization)
        hashes = {address_hash("email", one.email) for one in some} | {address_hash("email", box) for box in mailboxes}
        plain = emails.filter(address_hash__in=hashes - {""})
        tagged = with_mailbox(emails.filter(key__contains="+")).filter(mailbox__in=mailboxes)
        self.mailboxes = {Traits.of(FoundLead(email=key)).mailbox for key in plain.values_list("key", flat=True)}
        self.mailboxes |= set(tagged.values_list("mailbox", flat=True))
        contacts = Contact.objects.for_organization(organization)
        merges = Merge.objects.for_organization(organization).standing().filter(kind="contact")
        profiles = {f"https://www.linkedin.com/{one.profile}" for one in some if one.profile}
        self.profiles = set(contacts.filter(linkedin__in=profiles).values_list("linkedin", flat=True))
        self.profiles |= set(merges.filter(address__in=profiles).values_list("address", flat=True))
        names = {one.name for one in some if one.name}
        namesakes = contacts.filter(name_key__in=names)
        self.at_firms = set(namesakes.values_list("name_key", "company__name_key"))
        self.at_domains = set(namesakes.values_list("name_key", "company__domain"))
        numbers = ContactPhone.objects.for_organization(organization).filter(number__in={one.phone for one in some})
        self.at_numbers = set(numbers.filter(number__gt="").values_list("contact__name_key", "number"))

    def has(self, one: Traits) -> bool:
        """Whether the lead is one of them."""
        return (
            one.mailbox in self.mailboxes
            or (bool(one.profile) and f"https://www.linkedin.com/{one.profile}" in self.profiles)
            or (bool(one.firm) and (one.name, one.firm) in self.at_firms)
            or (bool(one.domain) and (one.name, one.domain) in self.at_domains)
            or (one.name, one.phone) in self.at_numbers
        )


def _seen(organization: Organization, traits: Mapping[str, Traits]) -> set[str]:
    """The keys of those whom an earlier search found, by the source's own id or by their mailbox."""
    hashes = {key: address_hash("email", one.email) for key, one in traits.items() if one.email}
    rows = Candidate.objects.for_organization(organization)
    rows = rows.filter(Q(key__in=list(traits)) | Q(email_hash__in=list(hashes.values())))
    keys, known = set(), set()
    for key, email_hash in rows.values_list("key", "email_hash"):
        keys.add(key)
        known.add(email_hash)
    return {key for key in traits if key in keys or (hashes.get(key) and hashes[key] in known)}
