"""What follows from the slots on the day: disqualified, qualified or to be nurtured, in this order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from agents.qualifier.authority import decides
from agents.qualifier.budget import NO_MONEY, is_final
from agents.qualifier.days import bare_length
from agents.qualifier.fit import find_misfit
from agents.qualifier.hearing import Heard, Hearing
from agents.qualifier.money import Amount
from agents.qualifier.need import last_denial
from agents.qualifier.slots import Settled, Slot
from agents.qualifier.timeline import is_near, today_of
from compliance.opt_out import find_opt_out
from crm.choices import LeadVerdict
from outreach.inbound.dates.calendar import months_later
from outreach.inbound.folding import fold

A_YEAR = 12  # months
LONGEST_QUOTE = 140
SHORT = 12  # words: in a longer turn, what may be a wish to be left alone may be anything
LASTS = re.compile(
    r"\b(?:until|till|through|runs?|bis|jusqu\w*|hasta|fur|another|next|for|noch|weitere|encore|"
    r"otros?|locked|tied|bound|committed|signed|renewed|extended|gebunden|expires?|ends?)\b"
)
YEARS_LONG = re.compile(
    r"\b(?P<n>two|three|four|five|2|3|4|5|zwei|drei|deux|trois|dos|tres)[- ](?:more |further |"
    r"weitere )?(?:years?|yrs?|jahre?n?|ans|años|anos)\b"
)
JUST_SIGNED = re.compile(
    r"\b(?:just|recently|last (?:week|month)|newly|freshly|gerade|neulich|letzten monat|vient de|"
    r"venons de|acabamos de|signed|renewed|extended|prepaid|locked|tied|bound|committed|another)\b"
)


@dataclass(frozen=True)
class Verdict:
    """The word, a code for the rule that gave it, and the reason in a sentence with its evidence."""

    label: LeadVerdict
    code: str
    reason: str


@dataclass(frozen=True)
class Findings:
    """All that the rules look at."""

    hearing: Hearing
    settled: dict[str, Settled]

    def slot(self, name: str) -> Slot:
        return self.settled[name].slot

    @property
    def sum(self) -> Amount | None:
        """The sum that they can spend, with the seller's currency where they named none."""
        evidence = self.settled["budget"].evidence
        smallest = self.hearing.talk.seller.smallest_deal
        if evidence is None or not isinstance(evidence.matter, Amount) or not self.slot("budget").is_clear:
            return None
        return evidence.matter.in_currency(smallest.currency if smallest else "")


def judge(findings: Findings) -> Verdict:
    """The first rule that fits."""
    for rule in (*DISQUALIFYING, _qualified):
        for verdict in rule(findings):
            return verdict
    return _nurture(findings)


def _refuses(findings: Findings) -> Iterator[Verdict]:
    hearing = findings.hearing
    for turn in reversed(hearing.talk.theirs()):
        wish = find_opt_out(turn.text)
        if wish and (wish.strength != "request" or len(turn.text.split()) <= SHORT):
            yield _no("refuses", f"They ask not to be contacted: {_quoted(turn.text)}")
            return
    refusals = [
        one
        for one in hearing.heard
        if one.does("refuses")
        and not one.does("others", "hypothesis", "past", "injection")
        and not one.statement.is_question
    ]
    wishes = [one for one in hearing.counting if one.does("wants", "correction") and not one.does("refuses")]
    if not refusals:
        return
    last = refusals[-1]
    is_taken_back = any(one.turn > last.turn and one.does("wants") for one in wishes)
    is_put_off = any(one.turn >= last.turn and one.does("not_now") for one in hearing.heard)
    if not is_taken_back and not is_put_off:
        yield _no("refuses", f"They decline: {_quoted(last.statement.sentence)}")


def _no_buyer(findings: Findings) -> Iterator[Verdict]:
    for one in findings.hearing.heard:
        if one.does("not_buyer") and not one.does("others", "past", "hypothesis", "joke", "injection"):
            yield _no("not_a_buyer", f"They are not a buyer: {_quoted(one.statement.sentence)}")
            return


def _no_need(findings: Findings) -> Iterator[Verdict]:
    denial = last_denial(findings.hearing)
    if denial:
        yield _no("no_need", f"They have no need: {_quoted(denial.statement.sentence)}")


def _no_fit(findings: Findings) -> Iterator[Verdict]:
    misfit = find_misfit(findings.hearing)
    if misfit:
        yield _no("no_fit", f"They miss the seller's fit ({misfit.missed}): {_quoted(misfit.heard.statement.sentence)}")


def _too_little(findings: Findings) -> Iterator[Verdict]:
    smallest, amount = findings.hearing.talk.seller.smallest_deal, findings.sum
    evidence = findings.settled["budget"].evidence
    if amount is None or evidence is None or not is_final(findings.hearing, evidence):
        return
    if amount == NO_MONEY or amount.high == 0 or (smallest and _reaches(amount, smallest) is False):
        line = f", the smallest deal is {smallest}" if smallest else ""
        yield _no("budget_too_small", f"The budget is final and too small{line}: {_quoted(evidence.quote)}")


def _locked_in(findings: Findings) -> Iterator[Verdict]:
    today = today_of(findings.hearing)
    for one in findings.hearing.heard:
        if one.does("lock") and not one.does("others", "hypothesis", "joke", "injection") and _lasts_a_year(one, today):
            yield _no("locked_in", f"They are bound for more than twelve months: {_quoted(one.statement.sentence)}")
            return


def _lasts_a_year(one: Heard, today: date) -> bool:
    """Whether a contract of theirs runs on for more than twelve months."""
    said = fold(one.statement.text)
    if not LASTS.search(said):
        return False
    far = months_later(today, A_YEAR)
    if any(span.first > far for _, span in one.statement.dates):
        return True
    length = bare_length(said, today)
    if length and length[1].last > far and JUST_SIGNED.search(said):
        return True
    return bool(
        YEARS_LONG.search(said) and JUST_SIGNED.search(said) and not re.search(r"\b(?:ago|vor|il y a|hace)\b", said)
    )


DISQUALIFYING: tuple[Callable[[Findings], Iterator[Verdict]], ...] = (
    _refuses,
    _no_buyer,
    _no_fit,
    _no_need,
    _too_little,
    _locked_in,
)


def _qualified(findings: Findings) -> Iterator[Verdict]:
    if not open_points(findings):
        parts = [
            f"{name}: {_quoted(slot.quote)}"
            for name in ("need", "budget", "authority", "timeline")
            if (slot := findings.slot(name)).is_filled
        ]
        yield Verdict(LeadVerdict.QUALIFIED, "qualified", "All that matters is told and fits. " + " ".join(parts))


def _nurture(findings: Findings) -> Verdict:
    points = open_points(findings)
    return Verdict(LeadVerdict.NURTURE, "open", "Not yet: " + "; ".join(points) + ".")


def open_points(findings: Findings) -> list[str]:
    """What stands between the talk and a qualified lead, in words, most important first."""
    return [point for check in (_open_need, _open_budget, _open_authority, _open_timeline) for point in check(findings)]


def _open_need(findings: Findings) -> Iterator[str]:
    if not findings.slot("need").is_clear:
        yield _missing("the need", findings.slot("need"))


def _open_budget(findings: Findings) -> Iterator[str]:
    amount, smallest = findings.sum, findings.hearing.talk.seller.smallest_deal
    if amount is None:
        yield _missing("the budget", findings.slot("budget"))
    elif amount.high == 0:
        yield f"there is no budget ({_quoted(findings.slot('budget').quote)})"
    elif smallest and _reaches(amount, smallest) is not True:
        yield (
            f"the budget of {amount} is below or too near the smallest deal of {smallest} "
            f"({_quoted(findings.slot('budget').quote)})"
        )


def _open_authority(findings: Findings) -> Iterator[str]:
    slot = findings.slot("authority")
    if not decides(findings.hearing, findings.settled["authority"]):
        yield (
            f"who decides neither writes nor has agreed ({_quoted(slot.quote)})"
            if slot.is_clear
            else _missing("who decides", slot)
        )


def _open_timeline(findings: Findings) -> Iterator[str]:
    slot = findings.slot("timeline")
    if not is_near(findings.hearing, findings.settled["timeline"]):
        yield f"no date within six months ({_quoted(slot.quote)})" if slot.is_clear else _missing("when", slot)


def _missing(what: str, slot: Slot) -> str:
    if not slot.is_filled:
        return f"{what} is not told"
    return f"{what} is {'contradicted' if slot.contradicted else 'vague'} ({_quoted(slot.quote)})"


def _reaches(amount: Amount, smallest: Amount) -> bool | None:
    """Whether a sum reaches the smallest deal; None where rough rates between currencies or seats cannot tell."""
    have, wanted = amount.by_year(), smallest.by_year()
    if amount.per_seat and not smallest.per_seat:
        return None
    margin = wanted / 4 if amount.currency and smallest.currency and amount.currency != smallest.currency else 0
    if abs(have - wanted) < margin:
        return None
    return have >= wanted


def _no(code: str, reason: str) -> Verdict:
    return Verdict(LeadVerdict.DISQUALIFIED, code, reason)


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + '…'}”"
