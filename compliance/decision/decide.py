"""The decision: pure, from facts and rules alone, so that a send and its replay a year later come out the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from compliance.choices import Channel, Purpose, Trait
from compliance.decision import attempts, hours, lists, messages
from compliance.decision.case import Case
from compliance.decision.facts import Facts, digest
from compliance.decision.verdict import Finding, Verdict
from compliance.decision.whereabouts import whereabouts
from compliance.reasons import CURED_BY_TIME, LIFTED_BY_CONFIRMATION, LIFTED_BY_REPLY, Reason
from compliance.rules import Rules, current
from compliance.rules.model import HOURS_OF_CHANNEL

HORIZON_DAYS = 14  # no run of days off is longer
ONLY_LISTS = {Channel.LINKEDIN, Channel.CHAT}
LISTS = (messages.address, lists.suppression, lists.own_request)
CHECKS = (
    *LISTS,
    lambda case: iter(case.consent.findings),
    lists.registries,
    lists.reassigned_numbers,
    hours.hours,
    attempts.attempts,
    messages.calls,
    messages.texts,
    messages.whatsapp,
    messages.email,
)


@lru_cache(maxsize=4096)
def decide(facts: Facts, rules: Rules | None = None) -> Verdict:
    """Every reason against the attempt, in order of precedence; the same facts under the same rules give the same."""
    rules = rules or current()
    case = Case(facts, rules, whereabouts(facts, rules))
    findings = find(case)
    inputs = facts.dump()
    return Verdict(
        findings=tuple(findings),
        places=tuple(place.code for place in case.where.places),
        local_times=hours.local_times(facts.at, case.where.zones),
        earliest=_earliest(case, findings),
        rule_version=rules.version,
        inputs=inputs,
        inputs_hash=digest(inputs),
    )


def find(case: Case) -> list[Finding]:
    """What stands against a case after exceptions, sorted by precedence."""
    checks = LISTS if case.facts.channel in ONLY_LISTS else CHECKS
    lifted = _lifted(case)
    findings = [finding for check in checks for finding in check(case) if finding.reason not in lifted]
    return sorted(findings, key=lambda finding: finding.reason.rank)


def _lifted(case: Case) -> frozenset[Reason]:
    """What an answer to the person, or the confirmation of their opt-out, need not heed. A call is no answer."""
    if case.facts.channel.is_spoken:
        return frozenset()
    if Trait.STOP_CONFIRMATION in case.facts.traits and _is_prompt_confirmation(case):
        return LIFTED_BY_CONFIRMATION
    return LIFTED_BY_REPLY if Trait.REPLY in case.facts.traits else frozenset()


def _is_prompt_confirmation(case: Case) -> bool:
    limit = timedelta(minutes=case.rules.policy.opt_out_confirmation_minutes.limit)
    stops = [stop for stop in (case.consent.stopped_at, case.facts.own_dnc) if stop]
    is_prompt = bool(stops) and all(timedelta() <= case.facts.at - stop <= limit for stop in stops)
    return is_prompt and case.facts.channel.is_phone and case.facts.purpose == Purpose.TRANSACTIONAL


def _earliest(case: Case, findings: list[Finding]) -> datetime | None:
    """The first instant from now at which nothing stands against the attempt, if waiting is all it takes."""
    if not findings:
        return case.facts.at
    if any(finding.reason not in CURED_BY_TIME for finding in findings):
        return None
    return next((moment for moment in sorted(set(_openings(case))) if not find(case.moved_to(moment))), None)


def _openings(case: Case) -> Iterator[datetime]:
    """Every instant at which a closed window can open or a full count can drop: no other can be the first allowed."""
    moments = [*attempts.times_of_relief(case)]
    kind = HOURS_OF_CHANNEL[case.facts.channel]
    for place in case.where.places:
        for zone in hours.zones_of(place, case.where.zones):
            today = case.facts.at.astimezone(hours.zone_of(zone)).date()
            for ahead in range(HORIZON_DAYS):
                window = hours.window_on(place, kind, today + timedelta(days=ahead), case.rules)
                if window:
                    local = datetime.combine(today + timedelta(days=ahead), window.start, hours.zone_of(zone))
                    moments.append(local.astimezone(UTC))
    return (moment for moment in moments if moment > case.facts.at)
