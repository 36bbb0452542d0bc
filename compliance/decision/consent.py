"""Whether the person agreed: prior, to this seller, in the form and scope that the law of the place asks, and still.

A revocation on one phone channel binds all of them (47 CFR 64.1200(a)(10)). Consent that the person gave later stands
again; the business relationship is no consent, it only excepts from registries.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from compliance.choices import Channel, ConsentType, Purpose, Scope
from compliance.decision.facts import ConsentFact, Facts, day, surely_after
from compliance.decision.verdict import Finding
from compliance.decision.whereabouts import Whereabouts
from compliance.reasons import Reason
from compliance.rules import Rules

# The scopes that cover a channel. Consent to the AI voice has to name it; who agreed to that agreed to a person too.
COVERS = {
    Channel.VOICE: {Scope.VOICE_AI},
    Channel.VOICE_LIVE: {Scope.VOICE_LIVE, Scope.VOICE_AI, Scope.ANY},
    Channel.SMS: {Scope.SMS, Scope.ANY},
    Channel.WHATSAPP: {Scope.WHATSAPP, Scope.ANY},
    Channel.EMAIL: {Scope.EMAIL, Scope.ANY},
    Channel.LINKEDIN: {Scope.ANY},
    Channel.CHAT: {Scope.CHAT, Scope.ANY},
}
PHONE_SCOPES = {Scope.VOICE_AI, Scope.VOICE_LIVE, Scope.SMS, Scope.WHATSAPP, Scope.ANY}


@dataclass(frozen=True)
class Standing:
    """What the records come to for one attempt."""

    findings: tuple[Finding, ...]
    good: tuple[ConsentFact, ...]  # ours, alive, in scope and in time, whatever their form
    clearing: tuple[ConsentFact, ...]  # those of them whose form is enough
    has_relationship: bool
    stopped_at: datetime | None  # the person's last revocation


def standing(facts: Facts, rules: Rules, where: Whereabouts) -> Standing:
    """Read the consents on record at the time of the attempt, under every law that binds."""
    reading = _Reading(facts, rules)
    findings: list[Finding] = []
    enough = set(ConsentType)
    for law in where.laws:
        need = needed_types(facts, rules, where, law)
        codes = reading.failures(need) if need else reading.revoked_without_need()
        findings += [Finding(code, law, rules.need_sources.get(law, "")) for code in codes]
        enough &= need or rules.of_kind("express")
    good = tuple(consent for consent in reading.prior if reading.is_good(consent))
    return Standing(
        findings=tuple(findings),
        good=good,
        clearing=tuple(consent for consent in good if consent.type in enough),
        has_relationship=any(reading.is_relationship(consent) for consent in reading.prior),
        stopped_at=reading.stopped_at,
    )


def needed_types(facts: Facts, rules: Rules, where: Whereabouts, law: str) -> frozenset[ConsentType]:
    """The types of which one is needed under a law; empty when none is."""
    need = rules.needs.get(law, {}).get(facts.channel, {}).get(facts.purpose, frozenset())
    is_sales_call = facts.channel == Channel.VOICE_LIVE and facts.purpose == Purpose.MARKETING
    if is_sales_call and any(place.live_call_consent and place.country == law for place in where.places):
        return rules.live_call_types
    return need


class _Reading:
    """The consents on record, asked one question at a time."""

    def __init__(self, facts: Facts, rules: Rules) -> None:
        self.facts = facts
        self.rules = rules
        self.covers = COVERS[facts.channel]
        self.prior = [consent for consent in facts.consents if consent.given and consent.given <= facts.at]
        self.stopped_at = max(self._revocations(), default=None)

    def failures(self, need: frozenset[ConsentType]) -> list[Reason]:
        """What keeps the closest records from clearing the attempt, in order; empty when one clears it."""
        remaining = [c for c in self.prior if c.type in need or self.rules.kinds[c.type].kind == "express"]
        if not remaining:
            return [Reason.CONSENT_REVOKED if self.stopped_at else Reason.CONSENT_MISSING]
        tests: list[tuple[Reason, Callable[[ConsentFact], bool]]] = [
            (Reason.CONSENT_REVOKED, self.is_alive),
            (Reason.CONSENT_WRONG_SELLER, self.is_ours),
            (Reason.CONSENT_NOT_WRITTEN, lambda consent: consent.type in need),
            (Reason.CONSENT_SCOPE, self.is_in_scope),
            (Reason.CONSENT_EXPIRED, self.is_in_time),
        ]
        for reached, (_, passes) in enumerate(tests):
            kept = [consent for consent in remaining if passes(consent)]
            if not kept:
                failed = [reason for reason, test in tests[reached:] if not any(map(test, remaining))]
                return list(dict.fromkeys([*([Reason.CONSENT_REVOKED] if self.stopped_at else []), *failed]))
            remaining = kept
        return []

    def revoked_without_need(self) -> list[Reason]:
        """Where no consent is needed a revocation still binds; but a transactional mail is no subject of it."""
        is_exempt = self.facts.channel == Channel.EMAIL and self.facts.purpose == Purpose.TRANSACTIONAL
        if self.stopped_at and not is_exempt and not any(self.is_good(consent) for consent in self.prior):
            return [Reason.CONSENT_REVOKED]
        return []

    def is_good(self, consent: ConsentFact) -> bool:
        return (
            self.is_alive(consent) and self.is_ours(consent) and self.is_in_scope(consent) and self.is_in_time(consent)
        )

    def is_relationship(self, consent: ConsentFact) -> bool:
        """A purchase or inquiry with us; the person's own do-not-call request ends it (47 CFR 64.1200(f)(5))."""
        is_of_kind = self.rules.kinds[consent.type].kind == "relationship"
        request = self.facts.own_dnc
        is_ended = request is not None and consent.given is not None and not surely_after(consent.given, request)
        return (
            is_of_kind
            and not is_ended
            and self.is_alive(consent)
            and self.is_ours(consent)
            and self.is_in_time(consent)
        )

    def is_alive(self, consent: ConsentFact) -> bool:
        if consent.revoked and consent.revoked <= self.facts.at:
            return False
        if self.stopped_at is None or not self.is_ours(consent) or consent.given is None:
            return True
        return surely_after(consent.given, self.stopped_at)

    def is_ours(self, consent: ConsentFact) -> bool:
        return consent.seller == self.facts.seller

    def is_in_scope(self, consent: ConsentFact) -> bool:
        return not consent.scopes.isdisjoint(self.covers)

    def is_in_time(self, consent: ConsentFact) -> bool:
        return consent.given is not None and day(self.facts.at) <= self.rules.kinds[consent.type].last_day(
            day(consent.given)
        )

    def _revocations(self) -> Iterator[datetime]:
        """When the person revoked towards us what covers this channel, or, on a phone, any phone channel."""
        group = PHONE_SCOPES if self.facts.channel.is_phone else self.covers
        for consent in self.facts.consents:
            is_in_group = not consent.scopes.isdisjoint(group)
            if consent.revoked and consent.revoked <= self.facts.at and self.is_ours(consent) and is_in_group:
                yield consent.revoked
