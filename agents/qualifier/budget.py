"""What the prospect can spend, by their own words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from agents.qualifier.hearing import Heard, Hearing
from agents.qualifier.money import Amount
from agents.qualifier.slots import Evidence, Settled, settle, told
from agents.qualifier.statements import Statement

NO_MONEY = Amount(Decimal(0), Decimal(0))
SUM_OR_DENIED = re.compile(r"(not |nicht |pas |no )?(?:the |about |around )?(?:moneysum|numbersum)")
DENIED = re.compile(r"\b(?:not|nicht|pas|no) (?:the |about |around |die |les |los )?(?:moneysum|numbersum)")
COUNTED_SEATS = re.compile(
        r"(?<![\d.,€$£])(\d{1,5}) (?:\w+ )?(?:seats?|users?|people|employees|licen[cs]es|agents?|reps|"
        r"drivers|vehicles|vans|trucks|nutzer\w*|mitarbeiter\w*|plätze|lizenzen|"
        r"fahrzeuge|standorte|utilisateurs|postes|personnes|licences|usuarios|personas|puestos|"
        r"licencias|locations|sites)\b", re.I,
)  # fmt: skip
FEW_WORDS, BRIEF = 3, 8
CLOSE = Decimal("0.02")  # sums that differ by less are the same


def read_budget(hearing: Hearing) -> Settled:
    """The slot, with the sum as its evidence's matter."""
    found = [*_stated(hearing), *_confirmed(hearing)]
    found.sort(key=lambda one: one.turn)
    settled = settle(found, _agree)
    if (
        settled.evidence
        and isinstance(settled.evidence.matter, Amount)
        and not settled.slot.value.startswith("unclear")
    ):
        return _with_seats(hearing, settled)
    return settled


def is_final(hearing: Hearing, evidence: Evidence) -> bool:
    """Whether they say, with the sum or after it, that it will not change."""
    return any(one.does("final") and not one.does("for_now") for one in hearing.counting if one.turn >= evidence.turn)


def seats(hearing: Hearing) -> int:
    """How many seats the prospect speaks of, 0 when they do not."""
    texts = (turn.text for turn in hearing.talk.turns if turn.is_prospect)
    counts = [int(match[1]) for text in texts for match in COUNTED_SEATS.finditer(text)]
    return counts[-1] if counts else 0


def _stated(hearing: Hearing) -> Iterator[Evidence]:
    for one in hearing.counting:
        asked = hearing.asked(one.turn, "budget")
        amounts = [] if _is_aside(hearing, one) else _own_sums(one, asked) or _behind_a_yes(hearing, one)
        if amounts:
            yield _evidence(one, amounts, asked)
        elif one.does("budget_none") and not one.statement.amounts:
            yield _said(one, "no budget", asked, matter=NO_MONEY)
        elif _is_vague(one, asked):
            yield _said(one, _clipped(one.statement.text), asked, is_vague=True)


def _is_aside(hearing: Hearing, one: Heard) -> bool:
    """Whether it is but a few words behind a part that says whose sum it is: "more than we pay them (6,500)"."""
    place = one.statement.place
    before = hearing.by_turn[one.turn][place - 1] if place else None
    goes_on = before is not None and before.sentence == one.statement.sentence and len(one.plain.split()) <= FEW_WORDS
    return (
        goes_on
        and before is not None
        and before.does("rival", "budget_not", "signing_limit")
        and not before.does("budget_have")
    )


def _is_vague(one: Heard, asked: bool) -> bool:
    names_it = "budget" in one.plain or "presupuesto" in one.plain
    return (one.does("budget_vague") and (asked or names_it)) or (asked and one.does("open_answer"))


def _own_sums(one: Heard, asked: bool) -> list[Amount]:
    """The sums of a statement that are what they would spend."""
    if one.does("signing_limit") or (one.does("budget_not") and not one.does("budget_exception")):
        return []
    if not (
        one.does("budget_have", "budget_fits", "agreed", "final")
        or asked
        or (one.corrects and len(one.plain.split()) <= BRIEF)
    ):
        return []
    amounts = list(one.statement.amounts)
    if not one.does("budget_have") and not (asked and len(one.plain.split()) < 14):
        amounts = [amount for amount in amounts if not amount.is_bare]
    if len(amounts) > 1 and DENIED.search(one.plain):
        which = SUM_OR_DENIED.findall(one.plain)
        amounts = [amount for amount, denied in zip(amounts, which, strict=False) if not denied]
    return amounts


def _behind_a_yes(hearing: Hearing, one: Heard) -> list[Amount]:
    """The sum that stands alone behind "the board approved it", or before "that is final"."""
    place = one.statement.place
    before = hearing.by_turn[one.turn][place - 1] if place else None
    said = hearing.by_turn[one.turn]
    is_final = place + 1 < len(said) and said[place + 1].does("final")
    is_bare_sum = ((before is not None and before.does("agreed", "budget_have")) or is_final) and not one.does(
        "budget_not", "signing_limit"
    )
    return [amount for amount in one.statement.amounts if not amount.is_bare] if is_bare_sum else []


def _evidence(one: Heard, amounts: list[Amount], asked: bool) -> Evidence:
    amount = amounts[-1] if one.does("correction") else amounts[0]
    if one.does("stretch") and len(amounts) > 1 and amounts[-1].high > amount.high:
        amount = replace(amount, high=amounts[-1].high, currency=amount.currency or amounts[-1].currency)
    sure = 0.9 if asked or one.does("budget_have") else 0.7
    return replace(_said(one, str(amount), asked, matter=amount), confidence=sure)


def _said(one: Heard, value: str, asked: bool, *, matter: object = None, is_vague: bool = False) -> Evidence:
    return Evidence(
        value=value,
        quote=one.statement.quote,
        turn=one.turn,
        how=told(asked),
        matter=matter,
        corrects=one.corrects,
        is_vague=is_vague,
        statement=one.statement,
    )


def _confirmed(hearing: Hearing) -> Iterator[Evidence]:
    """A figure of the rep that the prospect says is theirs, or a price that they say fits."""
    for turn in hearing.prospect_turns():
        said = [one for one in hearing.heard if one.turn == turn]
        if any(one.statement.amounts for one in said):
            continue
        fits = next((one for one in said if one.counts and one.does("budget_fits")), None)
        sources = hearing.questions_before(turn) if fits else hearing.confirmed(turn)
        priced = [
            one for one in sources if one.amounts and (fits or not one.does("asks_price") or one.does("budget_have"))
        ]
        amounts = [amount for one in priced for amount in one.amounts]
        if amounts:
            words = fits.statement if fits else hearing.confirming(turn)
            corrects = any(one.corrects for one in said)
            yield Evidence(
                str(amounts[-1]), words.quote, turn, "asked", amounts[-1], corrects, confidence=0.8, statement=words
            )


def _agree(one: Evidence, other: Evidence) -> bool:
    """Whether two statements can both hold: equal sums, one within the other's range, or a stretch upward."""
    first, second = one.matter, other.matter
    if _is_stretch(other.statement) and second.by_year() >= first.by_year() and not other.corrects:
        return True
    if first.per_seat != second.per_seat:
        return True  # a price for each seat and a sum for all are not compared
    pairs = (
        [(first, second)]
        if bool(first.period) == bool(second.period)
        else [(first, second), _same_period(first, second)]
    )
    return any(_overlap(left, right) for left, right in pairs)


def _same_period(first: Amount, second: Amount) -> tuple[Amount, Amount]:
    period = first.period or second.period
    return replace(first, period=period), replace(second, period=period)


def _overlap(first: Amount, second: Amount) -> bool:
    lows = [replace(one, high=one.low).by_year() for one in (first, second)]
    highs = [one.by_year() for one in (first, second)]
    slack = max(highs) * CLOSE
    return max(lows) <= min(highs) + slack


def _is_stretch(statement: Statement | None) -> bool:
    return statement is not None and statement.does("stretch")


def _with_seats(hearing: Hearing, settled: Settled) -> Settled:
    """A price for each seat as a sum for all of them, where they say how many."""
    amount = settled.evidence.matter if settled.evidence else None
    count = seats(hearing) if amount and amount.per_seat else 0
    if amount is None or not count:
        return settled
    total = replace(amount, low=amount.low * count, high=amount.high * count, per_seat=False)
    slot = replace(settled.slot, value=f"{amount} × {count} = {total}")
    return Settled(slot, replace(settled.evidence, matter=total) if settled.evidence else None)


def _clipped(text: str, longest: int = 120) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
