"""The gate: may these attempts be made, now? Asked in the transaction that claims them, whatever was said before.

`check` gathers all that is on record in a constant number of queries, decides each attempt by itself with `decide`,
and writes one row for each. An attempt on a phone channel that passes is counted from that moment on.
"""

from collections.abc import Sequence
from contextlib import nullcontext

from django.db import transaction

from compliance.decision import decide
from compliance.evidence import Evidence, gather
from compliance.live import Attempt, Target, live_facts, target
from compliance.locks import lock_addresses
from compliance.models import Decision, Grounds, LoggedAttempt
from compliance.rules import current
from compliance.writing import insert

__all__ = ["Attempt", "check", "decide"]

SharedGrounds = dict[tuple[int, str], Grounds]  # by organization and hash of the inputs


def check(attempts: Sequence[Attempt], *, record: bool = True) -> list[Decision]:
    """Decide attempts, in the order given. With `record=False` nothing is written or counted: a preview.

    Raises ValueError for a channel, purpose or trait that the gate does not know.
    """
    if not attempts:
        return []
    targets = [target(attempt) for attempt in attempts]
    phones = [each.address for each in targets if each.channel.is_phone]
    shared: SharedGrounds = {}
    with transaction.atomic() if record else nullcontext():
        if record:
            lock_addresses(address_hash for _, address_hash in phones)
        since = min(attempt.at for attempt in attempts)
        evidence = gather((one for each in targets for one in (each.address, each.mailbox)), phones, since)
        decisions = [_decide(each, evidence, shared) for each in targets]
        if record:
            _write(list(shared.values()), decisions)
            _count(targets, decisions)
    return decisions


def _decide(each: Target, evidence: Evidence, shared: SharedGrounds) -> Decision:
    attempt = each.attempt
    facts = live_facts(each, evidence, current())
    verdict = decide(facts)
    if verdict.allowed and each.channel.is_phone:
        evidence.count(each.address, attempt.at)
    alike = (attempt.organization_id, verdict.inputs_hash)
    if alike not in shared:
        shared[alike] = Grounds.of(attempt.organization_id, facts, verdict)
    return Decision(
        organization_id=attempt.organization_id,
        address_hash=each.address[1],
        subject_type=attempt.subject[0],
        subject_id=attempt.subject[1],
        at=attempt.at,
        allowed=verdict.allowed,
        reason=verdict.reason.value,
        grounds=shared[alike],
    )


def _write(grounds: Sequence[Grounds], decisions: Sequence[Decision]) -> None:
    insert(grounds)
    for decision in decisions:
        decision.grounds_id = decision.grounds.pk  # known only now
    insert(decisions)


def _count(targets: list[Target], decisions: list[Decision]) -> None:
    """Count what was let through on a phone channel, once however often it was asked about."""
    pairs = zip(targets, decisions, strict=True)
    allowed = [(each, decision) for each, decision in pairs if decision.allowed and each.channel.is_phone]
    if not allowed:
        return
    before = [each.attempt.again for each, _ in allowed if each.attempt.again]
    LoggedAttempt.objects.filter(decision__in=before).delete()
    insert(
        [
            LoggedAttempt(
                organization_id=each.address[0],
                address_hash=each.address[1],
                decision_id=decision.pk,
                channel=each.channel.value,
                at=each.attempt.at,
            )
            for each, decision in allowed
        ]
    )
