"""Lost deals that come back once a month: who may be written to again, and when that ends."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.decisions import decide
from agents.orchestrator.case import ACTOR
from compliance.models import Suppression
from crm.choices import Direction, Lifecycle, ReplyClass
from crm.contacts import update_contact
from crm.holds import standing_holds
from crm.models import Contact, Deal, Interaction, LostReason
from quotahit.events.record import record
from quotahit.workflow.context import Context
from quotahit.workflow.runs import start

EVENT = "lead.returns"
REFUSED = (ReplyClass.NOT_INTERESTED, ReplyClass.UNSUBSCRIBE)
SILENT = "silent"
WHY_NOT = {
    "CUSTOMER": _("They have bought."),
    "UNREACHABLE": _("They cannot be reached any more."),
    "OPTED_OUT": _("They do not want to hear from us, or their address is barred."),
    "DEAL_OPEN": _("A deal with them is open."),
    "HELD": _("A person holds them back."),
    "LOST_FOR_GOOD": _("The reason of the loss forbids it."),
    "ANSWERED": _("They have answered since: a conversation, not a campaign."),
    "DECLINED": _("The last thing they said was no."),
    "ROUNDS_OVER": _("All rounds are over."),
}


def round_of(context: Context) -> int:
    """The number of the round that this run is, from 1."""
    return int(context.event.payload.get("round", 1)) if context.event else 1


def may_return(contact: Contact, context: Context, rounds: int) -> str:
    """A code for why the lead is not written to again, "" when they are: they count as a lead again then."""
    why_not = _why_not(contact, context, rounds)
    if not why_not and contact.lifecycle == Lifecycle.LOST:
        update_contact(contact, actor=ACTOR, lifecycle=Lifecycle.LEAD)
    if why_not:
        _decide(contact, context, "end_returning", str(WHY_NOT[why_not]), why_not.lower())
    else:
        reason = gettext("Round {number} of {all}: the deal was lost, and nothing speaks against a word now.")
        said = reason.format(number=round_of(context), all=rounds)
        _decide(contact, context, "return", said, "re-engagement")
    return why_not


def come_round(contact: Contact, context: Context, chain: str, rounds: int, outcome: str) -> bool:
    """Start the next round of a lead that has stayed silent; whoever is through counts as lost again."""
    goes_on = outcome == SILENT and round_of(context) < rounds
    if outcome == SILENT and contact.lifecycle == Lifecycle.LEAD:
        update_contact(contact, actor=ACTOR, lifecycle=Lifecycle.LOST)
    if goes_on and context.event:
        payload = {**context.event.payload, "round": round_of(context) + 1}
        key = f"{EVENT}:{context.run_id}"
        event = record(contact.organization, EVENT, subject=contact, payload=payload, source=ACTOR, key=key)
        start(chain, [event] if event else [])
    return goes_on


def _why_not(contact: Contact, context: Context, rounds: int) -> str:
    if contact.lifecycle == Lifecycle.CUSTOMER:
        return "CUSTOMER"
    if contact.lifecycle == Lifecycle.UNREACHABLE:
        return "UNREACHABLE"
    if round_of(context) > rounds:
        return "ROUNDS_OVER"
    if _is_barred(contact):
        return "OPTED_OUT"
    if contact.deals.filter(closed_at=None).exists():
        return "DEAL_OPEN"
    if standing_holds(contact.organization_id, [contact.pk]):
        return "HELD"
    return _by_words(contact, context) or ("LOST_FOR_GOOD" if _is_lost_for_good(contact) else "")


def _by_words(contact: Contact, context: Context) -> str:
    """What they said: anything since the chain began, or a no as their last word."""
    said = Interaction.objects.filter(contact=contact, direction=Direction.INBOUND)
    if context.event and said.filter(at__gt=context.event.at).exists():
        return "ANSWERED"
    last = said.exclude(intent="").order_by("-at").values_list("intent", flat=True).first()
    return "DECLINED" if last in REFUSED else ""


def _is_barred(contact: Contact) -> bool:
    hashes = list(contact.emails.values_list("address_hash", flat=True))
    return Suppression.objects.active().of_addresses([contact.organization_id], hashes).exists()


def _is_lost_for_good(contact: Contact) -> bool:
    """By the reason of the deal that was lost last, as the organization has ruled on it."""
    lost = Deal.objects.filter(contact=contact, closed_at__isnull=False).order_by("-closed_at")
    reason = lost.values_list("lost_reason", flat=True).first()
    final = LostReason.objects.for_organization(contact.organization_id).filter(comes_back=False)
    return bool(reason) and final.filter(name__iexact=reason).exists()


def _decide(contact: Contact, context: Context, kind: str, reason: str, after: str) -> None:
    decide(
        contact.organization_id,
        key=f"{kind}:{context.run_id}",
        agent="orchestrator",
        kind=kind,
        rule="re-engagement",
        reason=reason,
        contact_id=contact.pk,
        before="lost",
        after=after,
        event_id=context.event_id,
        run_id=context.run_id,
    )
