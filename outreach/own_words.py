"""Values of an organization's own fields as a letter has them: a member by name, a day as people write it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.choices import FieldKind, Noun
from crm.models import CustomField
from crm.own_fields.people import NOBODY, People, people_of
from outreach.models import Template

REWORDED = (FieldKind.DATE, FieldKind.PERSON)


@dataclass(frozen=True)
class OwnWords:
    """The kinds of the fields that are not written as they are stored, by noun and key."""

    kinds: Mapping[tuple[str, str], str] = field(default_factory=dict)
    people: People = NOBODY

    def of(self, noun: str, custom: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values as they are written; one that does not fit its field stays as it stands."""
        if not self.kinds:
            return custom
        return {key: self._worded(self.kinds.get((noun, key), ""), value) for key, value in custom.items()}

    def _worded(self, kind: str, value: Any) -> Any:
        if kind == FieldKind.PERSON and isinstance(value, int):
            return self.people.names.get(value, "")
        if kind == FieldKind.DATE and isinstance(value, str):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                return value
            return f"{day.day} {day:%B %Y}"
        return value


AS_STORED = OwnWords()


def own_words(organization_ids: Iterable[int], templates: Sequence[Template]) -> dict[int, OwnWords]:
    """The words of each organization, by one query; none, and no query, where no template speaks of such a field."""
    if not any("custom" in template.subject + template.body for template in templates):
        return {}
    kinds: dict[int, dict[tuple[str, str], str]] = {}
    fields = CustomField.objects.filter(organization__in=list(organization_ids), kind__in=REWORDED)
    for row in fields.exclude(noun=Noun.DEAL):
        kinds.setdefault(row.organization_id, {})[row.noun, row.key] = row.kind
    return {pk: OwnWords(found, _people(pk, found.values())) for pk, found in kinds.items()}


def _people(organization_id: int, kinds: Iterable[str]) -> People:
    return people_of(organization_id) if FieldKind.PERSON in kinds else NOBODY
