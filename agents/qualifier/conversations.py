"""A contact's conversation on all channels, as a talk."""

from agents.qualifier.money import Amount
from agents.qualifier.talks import PROSPECT, Prospect, Seller, Talk, Turn
from crm.choices import Channel, Direction, ReplyClass
from crm.errors import BadProfileError
from crm.ideal_customer import IdealCustomer
from crm.models import Contact, Interaction, SellerProfile

MOST_TURNS = 40
BY_MACHINES = (ReplyClass.OUT_OF_OFFICE,)


def talk_with(contact: Contact) -> Talk:
    """What was said with a contact, oldest first; each turn knows its interaction and its day."""
    spoken = contact.interactions.exclude(channel=Channel.SYSTEM).exclude(body="").exclude(intent__in=BY_MACHINES)
    newest = spoken.order_by("-at", "-pk")[:MOST_TURNS]
    # What somebody else answered in the contact's place says nothing of the contact.
    lines = [line for line in reversed(newest) if line.is_theirs or line.direction != Direction.INBOUND]
    heard = [line for line in lines if line.is_theirs]
    return Talk(
        id=str(contact.pk),
        started=heard[-1].at.date() if heard else None,
        channel=heard[-1].channel if heard else "",
        seller=_seller(contact),
        prospect=Prospect(contact.name, str(contact.company or ""), contact.title),
        turns=tuple(_turn(line) for line in lines),
    )


def _turn(line: Interaction) -> Turn:
    speaker = PROSPECT if line.direction == Direction.INBOUND else "rep"
    return Turn(speaker, line.body, line.pk, line.at.date())


def _seller(contact: Contact) -> Seller:
    profile = SellerProfile.objects.filter(organization=contact.organization_id).first()
    if profile is None:
        return Seller(company=contact.organization.name)
    smallest = profile.smallest_deal
    return Seller(
        company=contact.organization.name,
        product=profile.product,
        smallest_deal=Amount(smallest, smallest, profile.currency) if smallest else None,
        fit=_fit(profile),
    )


def _fit(profile: SellerProfile) -> str:
    """Whom the organization serves, in the words that the reader knows."""
    try:
        ideal = IdealCustomer.load(profile.ideal_customer)
    except BadProfileError:
        return ""
    low, high = ideal.employees_min, ideal.employees_max
    sizes = [f"at least {low} employees" if low else "", f"up to {high} employees" if high else ""]
    return "; ".join(filter(None, sizes))
