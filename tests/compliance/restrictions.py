"""What can be made worse in an attempt: a prohibition more, a permission or a piece of knowledge less."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from compliance.choices import Channel, ConsentType, Purpose, Reassigned, Scope, Trait
from compliance.decision import Facts
from compliance.decision.facts import ConsentFact, NumberFacts
from compliance.rules import current

Change = Callable[[Facts], Facts]
STATES = sorted(place.state for place in current().places.values() if place.country == "US")
BARS = (
    *(Trait.ERASED, Trait.COMPLAINT, Trait.UNSUBSCRIBED, Trait.HARD_BOUNCE, Trait.NO_ADDRESS),
    *(Trait.EMERGENCY, Trait.RECORDED, Trait.FIRST, Trait.SPAM_RATE_HIGH),
)
MERITS = (
    *(Trait.AI_DISCLOSED, Trait.RECORDING_NOTICE, Trait.REGISTERED, Trait.OPT_OUT_TEXT, Trait.TEMPLATE),
    *(Trait.POSTAL, Trait.ONE_CLICK, Trait.DMARC, Trait.REPLY),
)
MAIL = frozenset({Scope.EMAIL})


def with_trait(trait: Trait, facts: Facts) -> Facts:
    return replace(facts, traits=facts.traits | {trait})


def without_trait(trait: Trait, facts: Facts) -> Facts:
    return replace(facts, traits=facts.traits - {trait})


def in_state(state: str, facts: Facts) -> Facts:
    """The record names a state too; where it named one, or the number is not American, nothing changes."""
    is_plain = facts.country == "US" and not facts.state and facts.number is not None and facts.number.country == "US"
    return replace(facts, state=state) if is_plain else facts


def in_zone(zone: str, facts: Facts) -> Facts:
    """The number may lie in one zone more."""
    number = facts.number
    return replace(facts, number=replace(number, zones=(*number.zones, zone))) if number and number.zones else facts


def of_registries(facts: Facts, **known: object) -> Facts:
    return replace(facts, registries=replace(facts.registries, **known))  # type: ignore[arg-type]


def listed(registry: str, facts: Facts) -> Facts:
    """A registry that named them not names them now; one whose answer was unknown stays so."""
    return of_registries(facts, **{registry: True}) if getattr(facts.registries, registry) is False else facts


def age_unknown(facts: Facts) -> Facts:
    """How old the copy is; the British service may be asked about one number, and then there is no copy."""
    return of_registries(facts, copied=None) if facts.country != "GB" else facts


def revoked(scope: Scope, facts: Facts) -> Facts:
    """The person says stop on one channel, just now."""
    stop = ConsentFact(ConsentType.PEWC, frozenset({scope}), facts.seller, facts.at - timedelta(days=30), facts.at)
    return replace(facts, consents=(*facts.consents, stop))


def changed_consents(change: Callable[[ConsentFact], ConsentFact | None], facts: Facts) -> Facts:
    """Consents that stand, changed or dropped; the evidence of a revocation is never lost."""
    kept = [consent if consent.revoked else change(consent) for consent in facts.consents]
    return replace(facts, consents=tuple(consent for consent in kept if consent))


def by_word(consent: ConsentFact) -> ConsentFact:
    return replace(consent, type=ConsentType.PEC) if consent.type == ConsentType.PEWC else consent


def one_attempt_more(facts: Facts) -> Facts:
    return replace(facts, attempts=(*(facts.attempts or ()), facts.at)) if facts.attempts is not None else facts


PROHIBITIONS: dict[str, Change] = {
    **{f"is {trait}": partial(with_trait, trait) for trait in BARS},
    **{f"lacks {trait}": partial(without_trait, trait) for trait in MERITS},
    **{f"lives in {state}": partial(in_state, state) for state in STATES},
    **{f"stopped {scope}": partial(revoked, scope) for scope in Scope},
    "may be in Adak": partial(in_zone, "America/Adak"),
    "may be in St John's": partial(in_zone, "America/St_Johns"),
    "asked us to stop": lambda facts: replace(facts, own_dnc=facts.at),
    "is on the national registry": lambda facts: listed("national", facts),
    "is on the state's list": lambda facts: listed("state", facts),
    "is on an old copy": lambda facts: of_registries(facts, copied=facts.at - timedelta(days=32)),
    "has another number now": lambda facts: replace(facts, reassigned=Reassigned.YES),
    "was tried just now": one_attempt_more,
    "agreed with somebody else": partial(changed_consents, lambda consent: replace(consent, seller="other")),
    "agreed by word": partial(changed_consents, by_word),
    "agreed to mail alone": partial(changed_consents, lambda consent: replace(consent, scopes=consent.scopes & MAIL)),
}
UNKNOWNS: dict[str, Change] = {
    "number": lambda facts: replace(facts, number=None),
    "zone": lambda facts: replace(facts, number=NumberFacts(facts.number.country)) if facts.number else facts,
    "consent": partial(changed_consents, lambda consent: None),
    "consent's day": partial(changed_consents, lambda consent: replace(consent, given=None)),
    "national registry": partial(of_registries, national=None),
    "state's list": partial(of_registries, state=None),
    "age of the copy": age_unknown,
    "reassignment": lambda facts: replace(facts, reassigned=Reassigned.UNKNOWN),
    "attempts": lambda facts: replace(facts, attempts=None),
    "sign-off": lambda facts: replace(facts, confirmed=frozenset()),
    "message": lambda facts: replace(facts, traits=facts.traits & frozenset(BARS)),
}


def needs(facts: Facts) -> set[str]:
    """What an attempt on this channel, in this place, cannot be allowed without (RULES of the facts, section 5)."""
    if facts.channel == Channel.EMAIL:
        return {"message"} | ({"consent", "consent's day"} if facts.country != "US" else set())
    country, is_call = facts.country, facts.channel == Channel.VOICE_LIVE
    states = {code.partition("-")[2] for code in facts.number.places} if facts.number else set()
    found = {"number", "zone", "attempts"}
    if not is_call or ("CT" in states and facts.purpose == Purpose.MARKETING):
        found |= {"consent", "consent's day"}
    if facts.channel != Channel.SMS or country == "US" or facts.purpose == Purpose.MARKETING:
        found |= {"message"}
    if country == "US":
        found |= {"national registry", "state's list", "age of the copy", "reassignment"}
    if country == "CA":
        found |= {"national registry", "age of the copy"}
    if country == "GB" and is_call:
        found |= {"national registry"}
    if any(current().places[code].is_low for code in (facts.number.places if facts.number else ())):
        found |= {"sign-off"}
    return found
