"""What the agents mind when two contacts become one: a lead is before one rep, and in one conversation, at a time."""

from django.utils.translation import gettext_noop

from agents.choices import TalkState
from agents.models import Offer, QualifierTalk
from crm.merging.hooks import MergeHook, register_merge_hook
from crm.merging.ledger import Ledger
from crm.models import Contact
from quotahit import clock
from quotahit.workflow.approvals import withdraw
from quotahit.workflow.models import Approval

WHY = "The lead was made one with another, which is before a rep already."


MERGED = gettext_noop("Their record was made one with another, with which a conversation goes on already.")


def before(ledger: Ledger) -> None:
    """Of two open offers, and of two conversations, that of the record which goes comes to its end."""
    if not isinstance(ledger.winner, Contact):
        return
    _one_conversation(ledger)
    if not Offer.objects.open().filter(contact=ledger.winner).exists():
        return
    theirs = Offer.objects.open().filter(contact=ledger.loser)
    asked = Approval.objects.waiting().filter(offer__in=theirs)
    with ledger.watching(theirs, asked):
        for approval in list(asked):
            withdraw(approval, actor=ledger.actor, why=WHY)


def _one_conversation(ledger: Ledger) -> None:
    if not QualifierTalk.objects.running().filter(contact=ledger.winner).exists():
        return
    theirs = QualifierTalk.objects.running().filter(contact=ledger.loser)
    with ledger.watching(theirs):
        ended = {"state": TalkState.QUIET, "code": "merged", "reason": MERGED, "next_at": None, "ended_at": clock.now()}
        theirs.update(**ended)


register_merge_hook(
    MergeHook("agents", settles=frozenset({"offer_one_open", "qualifier_talk_one_runs"}), before=before)
)
