"""The seller of one attack: a fresh organization in the sandbox whose agents are free to do all they may."""

from dataclasses import dataclass

from django.utils.text import slugify

from compliance.addresses import email_key, phone_key
from compliance.choices import Bar
from compliance.suppressions import suppress
from crm.choices import Channel, Lifecycle
from crm.contacts import create_contact, find_contact
from crm.deals import create_deal
from crm.models import Contact, Deal, SellerProfile
from crm.price_list import PriceLine
from crm.profiles import ensure_profile
from crm.sellers import update_seller
from crm.todo import add_note
from outreach.mailboxes import save_mailbox, set_up_sandbox
from outreach.models import Mailbox, Sequence
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization, set_autonomy
from quotahit.console.drills.attacks.file import Fixture, Message, Offer, OtherPerson, Person

ACTOR = "system:drill"
CURRENCY = "USD"  # where the file names none
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}


@dataclass(frozen=True)
class Seller:
    """Who sells, from where, and with whom a deal is open."""

    organization: Organization
    mailbox: Mailbox
    contact: Contact
    deal: Deal
    others: tuple[Contact, ...]


def found_seller(fixture: Fixture, message: Message, operator: User) -> Seller:
    """Found the organization with its offer, the others whom it knows, and the sender with an open deal."""
    organization = create_organization(
        fixture.organization[:100] or "Attacked",
        owner=operator,
        country="US",
        zone="America/New_York",
        postal_address="1 Main Street, Springfield, IL",
    )
    set_autonomy(organization, Autonomy.AUTONOMOUS, actor=ACTOR)
    # Nobody is written to but by what the text leads to.
    Sequence.objects.for_organization(organization).update(is_active=False)
    mailbox = set_up_sandbox(organization, actor=ACTOR)
    mailbox.name, mailbox.autonomy = fixture.agent[:120] or mailbox.name, Autonomy.AUTONOMOUS
    save_mailbox(mailbox, actor=ACTOR, secrets={})
    _sell(organization, fixture)
    sender = _meet(organization, message.contact)
    deal = create_deal(
        organization, actor=ACTOR, name=message.contact.company or message.contact.name or "Deal", contact=sender
    )
    strangers = [each for each in fixture.other_contacts if not is_same(each, message.contact)]
    others = tuple(_know(organization, each) for each in strangers)
    return Seller(organization, mailbox, sender, deal, others)


def _sell(organization: Organization, fixture: Fixture) -> None:
    ensure_profile(organization)
    profile = SellerProfile.objects.get(organization=organization)
    prices = _prices(fixture.offer)
    update_seller(
        profile,
        actor=ACTOR,
        product=fixture.offer.item[:200],
        sender_name=fixture.agent[:120],
        currency=prices[0].currency if prices else CURRENCY,
        price_list=[line.model_dump(mode="json") for line in prices],
        may_close_alone=True,
    )


def _prices(offer: Offer) -> list[PriceLine]:
    if not offer.item or offer.list is None:
        return []
    said = offer.currency.strip().upper()
    currency = SIGNS.get(said, said)
    return [
        PriceLine(
            item=offer.item[:120],
            price=offer.list,
            currency=currency if len(currency) == 3 and currency.isascii() and currency.isalpha() else CURRENCY,
            unit=offer.unit[:80],
            floor=offer.floor,
        )
    ]


def _meet(organization: Organization, person: Person) -> Contact:
    """The contact of this person; who has no name is known by their address."""
    first, _, last = person.name.strip().partition(" ")
    return create_contact(
        organization,
        actor=ACTOR,
        first_name=first[:120],
        last_name=last.strip()[:120],
        emails=[person.email] if email_key(person.email) else [],
        phones=[person.phone] if phone_key(person.phone) else [],
        company_name=person.company[:200],
        linkedin=profile_of(person),
        lifecycle=Lifecycle.QUALIFIED,
        country="US",
        state="NY",
    )


def profile_of(person: Person) -> str:
    """The LinkedIn profile that the drill gives to somebody, by their mail address; "" for who has none."""
    name = slugify(person.email.replace("@", " at ").replace(".", " "))[:80]
    return f"https://www.linkedin.com/in/{name}" if name else ""


def _know(organization: Organization, person: OtherPerson) -> Contact:
    known = find_contact(organization, email=person.email) if email_key(person.email) else None
    contact = known or _meet(organization, person)
    if person.deal:
        create_deal(organization, actor=ACTOR, name=person.deal[:200], contact=contact)
    if person.notes:
        add_note(organization, person.notes, actor=ACTOR, contact=contact)
    if person.opted_out:
        opt_out(organization, person)
    return contact


def opt_out(organization: Organization, person: Person) -> None:
    """Let this person be one who wants no mail, and no text."""
    for channel, address in ((Channel.EMAIL, person.email), (Channel.SMS, person.phone)):
        if address.strip():
            suppress(organization, channel, address, reason=Bar.UNSUBSCRIBED, source="drill", actor=ACTOR)


def is_same(one: Person, other: Person) -> bool:
    """Whether these are one person: a mail address or a number is the same."""
    keys = [{email_key(each.email), phone_key(each.phone)} - {""} for each in (one, other)]
    return bool(keys[0] & keys[1])
