"""What an assistant says, read: ids, names, amounts, days. Whatever cannot be read is Misasked, in words that help."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from django.db import models
from pydantic import Field

from agents.mcp.callers import Caller
from agents.mcp.errors import Misasked
from quotahit.accounts.models import User

ContactId = Annotated[int, Field(description="The contact's id, as search gives it.")]
DealId = Annotated[int, Field(description="The deal's id, as search or the pipeline gives it.")]
Word = Annotated[str, Field(max_length=120)]
Day = Annotated[str, Field(description="A day, as 2026-12-24.")]


def one_named(rows: "models.QuerySet[Any]", said: str, noun: str) -> Any:
    """The one of these that was meant by its id or its name; Misasked, with what there is, where none was."""
    known = list(rows)
    for row in known:
        if said.strip().casefold() in (str(row.pk), str(row).casefold()):
            return row
    raise Misasked(f"There is no {noun} “{said}”. There are: {', '.join(map(str, known)) or 'none'}.")


def member_named(caller: Caller, said: str) -> User:
    members = User.objects.filter(memberships__organization=caller.organization)
    wanted = said.strip().casefold()
    meant = [user for user in members if wanted in (user.email, str(user.pk), user.get_full_name().casefold())]
    if len(meant) != 1:
        raise Misasked(f"{'Nobody' if not meant else 'More than one'} here is “{said}”: give the email address.")
    return meant[0]


def amount_in(said: str) -> Decimal | None:
    try:
        amount = Decimal(said) if said.strip() else None
    except InvalidOperation as problem:
        raise Misasked(f"“{said}” is no amount: write it as 12000.00.") from problem
    if amount is not None and not (amount.is_finite() and 0 <= amount < 10**12):
        raise Misasked(f"“{said}” is no amount that a deal can have.")
    return amount


def day_in(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said.strip() else None
    except ValueError as problem:
        raise Misasked(f"“{said}” is no day: write it as 2026-12-24.") from problem


def moment_in(said: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said) if said.strip() else None
    except ValueError as problem:
        raise Misasked(f"“{said}” is no time: write it as 2026-12-24T15:30:00+01:00.") from problem
    if moment is not None and moment.tzinfo is None:
        raise Misasked(f"“{said}” has no time zone: end it with Z or an offset such as +01:00.")
    return moment
