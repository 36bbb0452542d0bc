"""The same conditions judged by plain Python, from what is known of one contact: no database, no code of ours."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm.segments.conditions import Condition, Group

NEW_YORK = ZoneInfo("America/New_York")


def meets(group: Group, known: dict[str, Any], now: datetime) -> bool:
    verdicts = [
        judge(part, known[part.field], now) if isinstance(part, Condition) else meets(part, known, now)
        for part in group.conditions
    ]
    return (all(verdicts) if group.match == "all" else any(verdicts)) if verdicts else True


def judge(condition: Condition, known: Any, now: datetime) -> bool:
    code, wanted = condition.operator, condition.value
    is_known = known not in (None, "", set())
    match code:
        case "is_yes":
            return bool(known)
        case "is_no":
            return not known
        case "is_known":
            return is_known
        case "is_unknown":
            return not is_known
        case "is_one_of":
            return bool(known & set(wanted))
        case "is_none_of":
            return not known & set(wanted)
        case "contains":
            return wanted.lower() in known.lower()
        case "not_contains":
            return wanted.lower() not in known.lower()
        case "starts_with":
            return known.lower().startswith(wanted.lower())
        case "is_not":
            return known.lower() != wanted.lower()
        case "is" if isinstance(wanted, str):
            return known.lower() == wanted.lower()
    if not is_known:
        return False
    if code in ("at_least", "at_most", "is") or (code == "between" and not isinstance(wanted[0], str)):
        return _number(code, known, wanted)
    return _time(code, known, wanted, now)


def _number(code: str, known: Any, wanted: Any) -> bool:
    if isinstance(known, str):
        return False
    low, high = wanted if code == "between" else (wanted, wanted)
    return (code == "at_most" or known >= low) and (code == "at_least" or known <= high)


def _time(code: str, known: Any, wanted: Any, now: datetime) -> bool:
    if isinstance(known, datetime):
        day, at, instant = known.astimezone(NEW_YORK).date(), known, now
    else:
        day = date.fromisoformat(known)
        at, instant = day, now.astimezone(NEW_YORK).date()  # type: ignore[assignment]
    match code:
        case "in_last_days":
            return instant - timedelta(days=wanted) <= at <= instant
        case "in_next_days":
            return instant <= at <= instant + timedelta(days=wanted)
        case "longer_ago_than_days":
            return at < instant - timedelta(days=wanted)
        case "on_or_after":
            return day >= date.fromisoformat(wanted)
        case "on_or_before":
            return day <= date.fromisoformat(wanted)
    low, high = map(date.fromisoformat, wanted)
    return low <= day <= high
