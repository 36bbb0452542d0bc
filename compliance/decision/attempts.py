"""How often: attempts on all phone channels in the last 24 hours, failed ones too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from compliance.choices import Channel
from compliance.decision.case import Case
from compliance.decision.verdict import Finding
from compliance.reasons import Reason
from compliance.rules.model import Place

DAY = timedelta(hours=24)


def attempts(case: Case) -> Iterator[Finding]:
    """The law's caps and gaps of each place, then the house's own. An unknown count is a full one."""
    if not case.facts.channel.is_phone:
        return
    if case.facts.attempts is None and "US" in case.where.laws:
        yield Finding(Reason.ATTEMPT_CAP, basis="attempts are unknown")
    for place in case.where.places:
        if _is_at_cap(case, place) or _is_too_soon(case, place):
            yield Finding(Reason.ATTEMPT_CAP, place.code, place.source)
    house = case.rules.policy.attempts_24h
    if case.facts.attempts is None or _count(case, DAY) >= house.limit:
        yield Finding(Reason.ATTEMPT_CAP_POLICY, basis=house.source)


def times_of_relief(case: Case) -> Iterator[datetime]:
    """When an attempt leaves the count."""
    gaps = {DAY} | {gap for place in case.where.places if (gap := _gap(case, place))}
    for attempt in case.facts.attempts or ():
        yield from (attempt + gap for gap in gaps)


def _is_at_cap(case: Case, place: Place) -> bool:
    is_lifted = place.relationship_lifts_cap and case.consent.has_relationship
    return place.attempts_24h is not None and not is_lifted and _count(case, DAY) >= place.attempts_24h


def _is_too_soon(case: Case, place: Place) -> bool:
    gap = _gap(case, place)
    return bool(gap) and _count(case, gap) > 0


def _gap(case: Case, place: Place) -> timedelta:
    return timedelta(hours=place.ai_voice_gap_hours if case.facts.channel == Channel.VOICE else 0)


def _count(case: Case, within: timedelta) -> int:
    return sum(case.facts.at - within < attempt <= case.facts.at for attempt in case.facts.attempts or ())
