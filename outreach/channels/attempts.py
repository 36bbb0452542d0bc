"""What the compliance gate is asked about a message."""

from datetime import datetime

from compliance.choices import Trait
from compliance.gate import Attempt
from outreach.choices import Purpose
from outreach.links import is_public
from outreach.mailboxes import settings_of
from outreach.models import Mailbox
from outreach.recipients import Recipient
from quotahit import clock
from quotahit.accounts.models import Organization

ALL_OF_OURS = frozenset({Trait.POSTAL, Trait.ONE_CLICK, Trait.DMARC})
SIMULATED = ALL_OF_OURS | {Trait.REGISTERED}  # the sandbox plays text messages as well


def attempt(
    recipient: Recipient,
    *,
    address: str,
    channel: str,
    purpose: str,
    traits: frozenset[str],
    at: datetime | None = None,
    answers: bool = False,
) -> Attempt:
    """One message to this recipient, now. `answers`: it replies to what they wrote, within the time that is given."""
    country, state, zip_code = recipient.place
    return Attempt(
        organization_id=recipient.organization_id,
        subject=("crm.contact", recipient.id),
        address=address,
        channel=channel,
        purpose=Purpose.TRANSACTIONAL if purpose == Purpose.TRANSACTIONAL else Purpose.MARKETING,
        at=at or clock.now(),
        country=country,
        state=state,
        zip=zip_code,
        traits=traits | {Trait.REPLY} if answers else traits,
    )


def our_traits(mailbox: Mailbox, organization: Organization) -> frozenset[str]:
    """What our side brings: a postal address, one-click links that work, a domain that passes DMARC.

    In the sandbox all of it is simulated, as everything there.
    """
    if mailbox.is_sandbox:
        return SIMULATED
    brings = {
        Trait.POSTAL: bool(organization.postal_address.strip()),
        Trait.ONE_CLICK: is_public(),
        Trait.DMARC: settings_of(mailbox).dmarc_aligned,
    }
    return frozenset(trait for trait, is_there in brings.items() if is_there)
