"""Opening a deal with each of many contacts, in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef

from crm.journal import source_of
from crm.models import Attachment, Contact, Deal, Interaction, Note, Stage, StageChange, Task
from crm.saving_many import BATCH, remember
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name, append
from quotahit.events.record import Fact, record_many

NAMES = ("{company}", "{name}", "{first_name}")  # what the name of a deal may be made of


@dataclass(frozen=True)
class Offer:
    """What the deals have in common; `pattern` is their name, with NAMES in it."""

    stage: Stage
    pattern: str
    amount: Decimal | None = None
    currency: str = ""
    expected_close: date | None = None

    def name_of(self, contact: Contact) -> str:
        """The deal's name; who has no company gives their own name in its place."""
        words = (str(contact.company or contact), str(contact), contact.first_name or str(contact))
        name = self.pattern
        for placeholder, word in zip(NAMES, words, strict=True):
            name = name.replace(placeholder, word)
        return name[:200]


def open_deals(organization: Organization, contacts: Sequence[Contact], offer: Offer, *, actor: object) -> list[Deal]:
    """Open a deal with each; company and owner are the contact's. The caller has seen to what the stage asks for."""
    now = clock.now()
    deals = [
        Deal(
            organization=organization,
            name=offer.name_of(contact),
            contact=contact,
            company=contact.company,
            owner=contact.owner,
            stage=offer.stage,
            amount=offer.amount,
            currency=offer.currency or organization.currency,
            expected_close=offer.expected_close,
            stage_since=now,
            created_at=now,
            updated_at=now,
        )
        for contact in contacts
    ]
    if not deals:
        return []
    with transaction.atomic():
        Deal.objects.bulk_create(deals, BATCH)
        name, user_id = actor_name(actor), actor.pk if isinstance(actor, User) else None
        remember(deals, "+", reason=name, user_id=user_id)
        changes = (StageChange(organization=organization, deal=deal, after=offer.stage, actor=name) for deal in deals)
        StageChange.objects.bulk_create(changes, BATCH)
        append(organization, actor, "deals.opened", offer.stage, why={"count": len(deals)})
        record_many(Fact(organization.pk, "deal.created", deal, _payload(deal), source_of(actor)) for deal in deals)
    return deals


def withdraw_deals(organization: Organization, ids: Sequence[int], *, actor: object) -> list[int]:
    """Delete those that are as they were opened and that nothing hangs on; returns which."""
    hanging = [Exists(model.objects.filter(deal=OuterRef("pk"))) for model in (Task, Note, Interaction, Attachment)]
    with transaction.atomic():
        rows = Deal.objects.for_organization(organization).select_for_update().filter(pk__one_of=list(ids))
        untouched = [row.pk for row in rows if row.updated_at == row.created_at]
        bare = Deal.objects.filter(pk__one_of=untouched)
        for one in hanging:
            bare = bare.exclude(one)
        gone = list(bare.values_list("pk", flat=True))
        if gone:
            append(organization, actor, "deals.withdrawn", why={"count": len(gone)})
            Deal.objects.filter(pk__one_of=gone).delete()
            Deal.history.filter(id__in=gone).delete()
    return gone


def _payload(deal: Deal) -> dict[str, object]:
    return {
        "deal_id": deal.pk,
        "contact_id": deal.contact_id,
        "stage_id": deal.stage_id,
        "amount": None if deal.amount is None else str(deal.amount),
        "currency": deal.currency,
    }
