"""What stands in the data under a key of no field, and how such a key becomes a field in one act.

The values are brought into the form of the field's kind, a batch at a time; one that does not read as it stays as it
is, and is counted. So nothing is lost, and the act may be repeated.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from crm.choices import FieldKind, Noun
from crm.errors import BadFieldError, BadValueError
from crm.models import Company, Contact, CustomField, Deal
from crm.own_fields.defining import define_field, fields_of
from crm.own_fields.keys import key_of
from crm.own_fields.people import NOBODY, People, people_of
from crm.own_fields.values import read_value
from crm.saving_many import remember, update_many
from crm.values import as_date, as_number, as_text
from quotahit.accounts.models import Membership, Organization
from quotahit.accounts.visibility import visible
from quotahit.audit.log import actor_name, append

MODELS: dict[str, type[Contact] | type[Company] | type[Deal]] = {
    Noun.CONTACT: Contact,
    Noun.COMPANY: Company,
    Noun.DEAL: Deal,
}
LOOKED_AT = 1000  # of the newest rows: to know every key of a million would take as long as reading them
FEW = 12  # different words, at most, make a choice
BATCH = 1000


@dataclass(frozen=True)
class FoundKey:
    """A key of no field: in how many of the rows looked at it stands, a few of its values, what it seems to be."""

    key: str
    rows: int
    samples: tuple[str, ...]
    kind: str
    choices: tuple[str, ...] = ()


def found_keys(organization: Organization, noun: str, by: Membership | None = None) -> list[FoundKey]:
    """The keys in the newest rows that are of no field, the most frequent first; for a member, in those they see."""
    known = {field.key for field in fields_of(organization, noun, archived=True)}
    values: dict[str, list[Any]] = {}
    rows: QuerySet[Any] = MODELS[noun].objects.for_organization(organization)
    rows = (visible(rows, by) if by else rows).order_by("-created_at", "-pk")
    for custom in rows.values_list("custom", flat=True)[:LOOKED_AT]:
        for key, value in custom.items():
            if key not in known and value not in (None, "", [], {}):
                values.setdefault(key, []).append(value)
    found = [_found(key, seen) for key, seen in values.items()]
    return sorted(found, key=lambda one: (-one.rows, one.key))


def adopt_key(
    organization: Organization,
    noun: str,
    found: str,
    *,
    actor: object,
    label: str = "",
    kind: str = "",
    choices: Sequence[str] = (),
) -> CustomField:
    """Make a field of what stands under the key `found`, of the kind it seems to be unless told; raises BadFieldError.

    The values follow by `convert_values`, which may take its time.
    """
    if noun not in MODELS:
        raise BadFieldError(gettext("There are no fields of “{noun}”.").format(noun=noun))
    seen = next((one for one in found_keys(organization, noun) if one.key == found), None)
    if seen is None:
        raise BadFieldError(
            gettext("Nothing stands under “{found}” in the newest {looked_at:,} rows.").format(
                found=found, looked_at=LOOKED_AT
            )
        )
    kind = kind or seen.kind
    if kind == FieldKind.CHOICE and not (choices or seen.choices):
        raise BadFieldError(
            gettext("There are too many different words under “{found}” for a choice. Take text.").format(found=found)
        )
    return define_field(
        organization,
        noun,
        label or found.replace("_", " ").strip().capitalize()[:80],
        kind,
        actor=actor,
        key=key_of(found),
        choices=choices or (seen.choices if kind == FieldKind.CHOICE else ()),
    )


def convert_values(field: CustomField, *, actor: object, found: str = "") -> Counter[str]:
    """Bring what stands under the field's key, or under `found`, into its form: how many were changed, and left."""
    people = people_of(field.organization) if field.kind == FieldKind.PERSON else NOBODY
    total: Counter[str] = Counter()
    for ids in _batches(field):
        with transaction.atomic():
            total += _convert(field, found or field.key, ids, people, actor)
    append(field.organization, actor, "custom_field.converted", field, why=dict(total))
    return total


def _convert(field: CustomField, found: str, ids: list[int], people: People, actor: object) -> Counter[str]:
    rows = MODELS[field.noun].objects.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    counts: Counter[str] = Counter()
    changed = []
    for row in rows:
        if found not in row.custom:
            continue
        try:
            value = read_value(field, row.custom[found], people)
        except BadValueError:
            counts["left"] += 1
            continue
        rest = {key: kept for key, kept in row.custom.items() if key != found}
        after = rest if value is None else {field.key: value} | rest
        if after != row.custom or type(after.get(field.key)) is not type(row.custom.get(field.key)):
            row.custom = after
            changed.append(row)
    counts["changed"] += len(changed)
    update_many(changed, ["custom"])
    remember(changed, "~", reason=actor_name(actor))
    return counts


def _batches(field: CustomField) -> Iterator[list[int]]:
    rows, last = MODELS[field.noun].objects.for_organization(field.organization_id).order_by("pk"), 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


def _found(key: str, values: list[Any]) -> FoundKey:
    texts = [", ".join(map(as_text, value)) if isinstance(value, list) else as_text(value) for value in values]
    words = list(dict.fromkeys(texts))
    kind, choices = _guess(values, texts, words)
    return FoundKey(key, len(values), tuple(text[:80] for text in words[:3]), kind, choices)


def _guess(values: list[Any], texts: list[str], words: list[str]) -> tuple[str, tuple[str, ...]]:
    """The strictest kind that all of the values have."""
    if all(as_date(text) and len(text) == 10 for text in texts):
        return FieldKind.DATE, ()
    if all(as_number(value) is not None for value in values) and all(_is_plain(text) for text in texts):
        return FieldKind.NUMBER, ()
    if all(text.startswith(("http://", "https://")) for text in texts):
        return FieldKind.LINK, ()
    if len(words) <= FEW and len(texts) >= 4 * len(words) and all(len(word) <= 60 for word in words):
        return FieldKind.CHOICE, tuple(sorted(words))
    return FieldKind.TEXT, ()


def _is_plain(text: str) -> bool:
    """A number, and no code that happens to be written in digits, such as 00420."""
    return not (len(text) > 1 and text[0] == "0" and text[1].isdigit())
