"""Who calls: a key's member, or the operator at the machine; what they may and which rows they see."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

from agents.mcp.errors import NotFound, NotInScope
from quotahit.accounts.choices import Role, Scope
from quotahit.accounts.models import ApiKey, Membership, Organization
from quotahit.accounts.visibility import default_owner, visible

Row = TypeVar("Row", bound=models.Model)
READ, WRITE, SEND = Scope.READ.value, Scope.WRITE.value, Scope.SEND.value
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Caller:
    """One who calls, in one organization; without a membership it is the operator, who sees all of it."""

    organization: Organization
    actor: str  # as the log names them
    scopes: frozenset[str]
    membership: Membership | None = None

    def must(self, scope: str) -> None:
        """NotInScope unless the scope, and for what is not reading a rep's role, is theirs."""
        if scope not in self.scopes:
            raise NotInScope(f"This takes the scope “{scope}”, which the key does not have.")
        if scope != READ and self.membership is not None and not self.membership.may(Role.REP):
            raise NotInScope("A viewer changes nothing: the key's member has no role for this.")

    def rows(self, model: type[Row]) -> "models.QuerySet[Row]":
        """The rows of a model that they see."""
        mine = model._default_manager.filter(organization=self.organization)
        return mine if self.membership is None else visible(mine, self.membership)

    def one(self, model: type[Row], row_id: int) -> Row:
        """The row of this id; NotFound where there is none that they see."""
        row = self.rows(model).filter(pk=row_id).first() if 0 < row_id <= LARGEST_ID else None
        if row is None:
            raise NotFound(f"There is no {model._meta.verbose_name} {row_id}.")
        return row

    @property
    def person(self) -> Any:
        """The person behind the key; NotInScope for the operator at the machine, who is no member."""
        if self.membership is None:
            raise NotInScope("Only a person answers a question: use a key of a member of the organization.")
        return self.membership.user

    @property
    def zone(self) -> str:
        """By whose clock their day ends."""
        return self.organization.zone if self.membership is None else self.membership.user.zone

    @property
    def owner(self) -> Any:
        """Who owns what they make, where they would not see it otherwise."""
        return default_owner(self.membership) if self.membership else None


def caller_with(key: ApiKey) -> Caller:
    """The member who brings this key."""
    return Caller(key.membership.organization, key.actor, frozenset(key.scopes), key.membership)


_find: ContextVar[Callable[[], Caller] | None] = ContextVar("mcp_caller", default=None)


@contextmanager
def calling(find: Callable[[], Caller]) -> Iterator[None]:
    """Within the block, `find` says who calls; it is asked in the thread that needs to know."""
    token = _find.set(find)
    try:
        yield
    finally:
        _find.reset(token)


def current() -> Caller:
    """Who calls just now."""
    find = _find.get()
    if find is None:
        raise NotInScope("Nobody is signed in here.")
    return find()
