"""Lists that name the person: suppression, the person's own request, public registries, reassigned numbers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from compliance.choices import Channel, Purpose, Reassigned, Trait
from compliance.decision.case import Case
from compliance.decision.facts import day, surely_after
from compliance.decision.verdict import Finding
from compliance.reasons import Reason
from compliance.rules.model import Registry


def suppression(case: Case) -> Iterator[Finding]:
    """An erased person, a complaint and an unsubscription; the last spares mail that is no marketing."""
    traits = case.facts.traits
    is_exempt = case.facts.channel == Channel.EMAIL and case.facts.purpose == Purpose.TRANSACTIONAL
    if Trait.ERASED in traits:
        yield Finding(Reason.ERASED_SUPPRESSED, basis="GDPR Art. 17, 21(3)")
    if Trait.COMPLAINT in traits:
        yield Finding(Reason.SUPPRESSED, basis="complaint or objection")
    if Trait.UNSUBSCRIBED in traits and not is_exempt:
        yield Finding(Reason.SUPPRESSED, basis="15 U.S.C. 7704(a)(4)")


def own_request(case: Case) -> Iterator[Finding]:
    """The person's own do-not-call request, until its term ends or they agree anew."""
    request = case.facts.own_dnc
    if request is None or _has_lapsed(case, request) or _is_superseded(case, request):
        return
    yield Finding(Reason.INTERNAL_DNC, basis="; ".join(place.source for place in case.where.places))


def _has_lapsed(case: Case, request: datetime) -> bool:
    """The longest term of all places counts; an objection to other channels than the phone has no end."""
    ends = [
        date.max if place.keep_do_not_call == "forever" else place.keep_do_not_call.end(day(request))
        for place in case.where.places
    ]
    return bool(ends) and day(case.facts.at) > max(ends)


def _is_superseded(case: Case, request: datetime) -> bool:
    express = case.rules.of_kind("express")
    return any(
        consent.type in express and consent.given is not None and surely_after(consent.given, request)
        for consent in case.consent.clearing
    )


def registries(case: Case) -> Iterator[Finding]:
    """National registries of every law that binds, and in the United States the state's list too."""
    known = case.facts.registries
    for law in case.where.laws:
        registry = case.rules.registries.get(law)
        if registry is None or case.facts.channel not in registry.channels:
            continue
        yield from _listed(case, registry, law, Reason.NATIONAL_DNC, known.national)
        answers = [known.national]
        if state_lists := case.rules.registries.get(f"{law}-*"):
            yield from _listed(case, state_lists, law, Reason.STATE_DNC, known.state)
            answers.append(known.state)
        if None in answers or _is_stale(registry, known.copied, case.facts.at):
            yield Finding(Reason.DNC_STALE, law, registry.source)


def _listed(case: Case, registry: Registry, law: str, reason: Reason, is_listed: bool | None) -> Iterator[Finding]:
    is_excepted = any(consent.type in registry.consent for consent in case.consent.good) or (
        registry.relationship and case.consent.has_relationship
    )
    if is_listed and case.facts.purpose == Purpose.MARKETING and not is_excepted:
        yield Finding(reason, law, registry.source)


def _is_stale(registry: Registry, copied: datetime | None, at: datetime) -> bool:
    if copied is None:
        return not registry.asked_by_number
    return at - copied > timedelta(days=registry.max_age_days)


def reassigned_numbers(case: Case) -> Iterator[Finding]:
    """Whether the number may have passed to somebody else since the person gave it to us (US)."""
    if not case.facts.channel.is_phone:
        return
    answer = case.facts.reassigned
    limit = case.rules.policy.reassigned_after_days
    if answer == Reassigned.YES:
        yield Finding(Reason.REASSIGNED, basis=limit.source)
    if "US" not in case.where.laws:
        return
    if answer in (Reassigned.NOT_ASKED, Reassigned.UNKNOWN):
        for place in case.where.places:
            if place.reassigned_query:
                yield Finding(Reason.RND_REQUIRED, place.code, place.source)
    if answer in (Reassigned.NO_DATA, Reassigned.UNKNOWN) and not _was_given_within(case, limit.limit):
        yield Finding(Reason.RND_NO_DATA, basis=limit.source)


def _was_given_within(case: Case, days: int) -> bool:
    return any(
        consent.given is not None and case.facts.at - consent.given <= timedelta(days=days)
        for consent in case.consent.clearing
    )
