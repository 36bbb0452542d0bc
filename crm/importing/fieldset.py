"""What a field of a mapping is: a code, what a page calls it, and how it behaves."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class Group(StrEnum):
    PERSON = gettext_noop("Person")
    ADDRESS = gettext_noop("Addresses")
    PLACE = gettext_noop("Place")
    SALES = gettext_noop("Sales")
    COMPANY = gettext_noop("Company")
    OPT_OUT = gettext_noop("Opt-out")
    DEAL = gettext_noop("Deal")
    ACTIVITY = gettext_noop("Activity")
    BELONGS = gettext_noop("Belongs to")
    OTHER = gettext_noop("Other")


@dataclass(frozen=True)
class Field:
    """`many`: several columns of one file may feed it. `names_person`: its presence makes the file one of people."""

    code: str
    label: str
    group: Group
    many: bool = False
    names_person: bool = False


IGNORE = "ignore"
IGNORED = Field(IGNORE, _("Leave this column out"), Group.OTHER, many=True)


def by_code(*fields: Field) -> dict[str, Field]:
    return {field.code: field for field in fields}
