"""What a segment asks: groups of conditions, as typed data with this one reader."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union

from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crm.errors import BadSegmentError

MOST = 50  # conditions in all
DEEPEST = 4  # groups within each other, the outermost counted

Operand = str | int | float | list[str | int | float] | None


class Condition(BaseModel):
    """One question of one field: "custom.seats", "at_least", 40."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str = Field(min_length=1, max_length=120)
    operator: str = Field(min_length=1, max_length=40)
    value: Operand = None


class Group(BaseModel):
    """Conditions of which all must hold, or any. One without conditions asks nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    match: Literal["all", "any"] = "all"
    conditions: list[Union[Condition, "Group"]] = []

    def every(self) -> Iterator[Condition]:
        """The conditions of this group and of those within it."""
        for part in self.conditions:
            if isinstance(part, Condition):
                yield part
            else:
                yield from part.every()

    @property
    def depth(self) -> int:
        """How many groups stand within each other, this one counted."""
        return 1 + max((part.depth for part in self.conditions if isinstance(part, Group)), default=0)


def load(stored: Mapping[str, Any]) -> Group:
    """Read stored conditions; raises BadSegmentError when they are none."""
    try:
        group = Group.model_validate(stored)
    except (ValidationError, RecursionError) as error:
        raise BadSegmentError(gettext("These are no conditions of a segment.")) from error
    if group.depth > DEEPEST:
        raise BadSegmentError(gettext("Groups stand within each other at most {deepest} deep.").format(deepest=DEEPEST))
    if sum(1 for _ in group.every()) > MOST:
        raise BadSegmentError(gettext("A segment has at most {most} conditions.").format(most=MOST))
    return group


def dump(group: Group) -> dict[str, Any]:
    """The form that is stored."""
    return group.model_dump(mode="json")
