"""What a person has decided against while merging: no import and no research brings it back."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from pydantic import BaseModel, ConfigDict

from crm.merging.fields import BLANK, CUSTOM, Option
from crm.merging.record import plain
from crm.models import Merge


class Rejected(BaseModel):
    """By field, the values that were not taken; the organization's own fields are called "custom:name"."""

    model_config = ConfigDict(frozen=True)

    values: dict[str, list[Any]] = {}

    def has(self, name: str, value: Any) -> bool:
        """Whether this value of the field was decided against."""
        return plain(value) in self.values.get(name, ())

    def has_field(self, name: str, value: Any) -> bool:
        """The same where a related record stands under the field's own name: `company`, not `company_id`."""
        return self.has(f"{name}_id", value.pk) if isinstance(value, models.Model) else self.has(name, value)

    def has_custom(self, name: str, value: Any) -> bool:
        return self.has(f"{CUSTOM}{name}", value)

    def and_also(self, other: "Rejected") -> "Rejected":
        """What either of the two has."""
        names = self.values.keys() | other.values.keys()
        return Rejected(values={name: [*self.values.get(name, ()), *other.values.get(name, ())] for name in names})


NOTHING = Rejected()


def rejected_by(chosen: Iterable[Option]) -> Rejected:
    """The values that these choices turn down."""
    refused = {option.name: [plain(option.refused)] for option in chosen if option.differs}
    return Rejected(values={name: values for name, values in refused.items() if values[0] not in BLANK})


def rejected_of(kind: str, ids: Iterable[int]) -> dict[int, Rejected]:
    """What stands rejected for each of these contacts or companies, by id; the others are missing. One query."""
    found: dict[int, Rejected] = {}
    holders = {f"{kind}__in": list(ids)}
    for holder, values in Merge.objects.standing().filter(**holders).values_list(f"{kind}_id", "rejected"):
        found[holder] = found.get(holder, NOTHING).and_also(Rejected.model_validate(values))
    return found
