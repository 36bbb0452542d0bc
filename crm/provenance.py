"""Where values came from: written down as research writes them, and asked before it may write again.

A person's word on a field ends research there, also when they have emptied it. What an import wrote is known by the
field history, so that a list of a hundred thousand rows does not leave millions of lines here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from crm.choices import Origin, Writing
from crm.journal import enter
from crm.merging.fields import BLANK
from crm.merging.record import plain
from crm.models import Provenance, WritePolicy
from crm.write_rules import FIELDS, WriteRules
from quotahit import bulk, clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name

# Whose word on a field ends research there.
FINAL = frozenset({Origin.PERSON, Origin.OTHER})


@dataclass(frozen=True)
class Source:
    """Who found something out: where, how (a code for all fields, or by field), and how sure that is, of 1."""

    origin: Origin
    method: str = ""
    methods: Mapping[str, str] = field(default_factory=dict)
    confidence: Decimal = Decimal(1)

    def method_of(self, name: str) -> str:
        return self.methods.get(name, self.method)


def write_rules_of(organization: Organization | int) -> WriteRules:
    """The organization's own rules of what research may write, else the shipped ones."""
    own = WritePolicy.objects.for_organization(organization).first()
    return own.load() if own else WriteRules()


def set_write_rules(organization: Organization, rules: WriteRules, *, actor: object) -> None:
    """Have research write by these rules from now on. Records `write_policy.updated`."""
    with transaction.atomic():
        row, _ = WritePolicy.objects.update_or_create(organization=organization, defaults={"rules": rules.dump()})
        fields = sorted({**rules.contact, **rules.company})
        enter(organization, "write_policy.updated", row, actor=actor, payload={"fields": fields})


class Standing:
    """Whose values stand in these locked rows of one model, and what may take their place."""

    def __init__(self, organization: Organization, rows: Sequence[Any]) -> None:
        self.rows, self.rules = rows, write_rules_of(organization)
        self.kind = rows[0]._meta.model_name if rows else ""
        self.current = current_of(self.kind, [row.pk for row in rows]) if rows else {}
        self._history: dict[str, dict[int, Origin]] = {}

    def may_write(self, row: Any, name: str, source: Source) -> bool:
        """Whether the field may be given another value than it has. A blank that was once filled was emptied since."""
        policy, known = self.rules.policy(self.kind, name), self.current.get((row.pk, name))
        if policy == Writing.NEVER or (known and known.source in FINAL):
            return False
        value = getattr(row, name)
        if value in BLANK:
            return known is None
        if policy != Writing.ALWAYS:
            return False
        holder = known.source if known and known.value == plain(value) else self._by_history(row, name)
        return self.rules.may_replace(source.origin, holder)

    def keep(self, written: Sequence[tuple[Any, Collection[str]]], source: Source, actor: object) -> None:
        """Write down that these fields of these rows have their value from `source`."""
        replace(self.current, written, source, actor)

    def _by_history(self, row: Any, name: str) -> str:
        if name not in self._history:
            self._history[name] = _origins_by_history(self.rows, name)
        return self._history[name].get(row.pk, Origin.OTHER)


def current_of(kind: str, ids: Collection[int]) -> dict[tuple[int, str], Provenance]:
    """What holds for these contacts or companies, by id and field. One query."""
    rows = Provenance.objects.current().filter(**{f"{kind}__in": list(ids)})
    return {(getattr(row, f"{kind}_id"), row.field): row for row in rows}


def note_word(row: Any, names: Collection[str], *, actor: object) -> None:
    """Write down that somebody has set, or emptied, these fields of a contact or company: research leaves them alone.

    What agents and the system do is no such word.
    """
    by, ours = actor_name(actor), sorted(set(names).intersection(FIELDS[row._meta.model_name]))
    if ours and by.startswith(("user:", "key:")):
        replace(current_of(row._meta.model_name, [row.pk]), [(row, ours)], Source(origin_of(by), "edit"), actor)


def replace(
    current: Mapping[tuple[int, str], Provenance],
    written: Sequence[tuple[Any, Collection[str]]],
    source: Source,
    actor: object,
) -> None:
    """Put new rows in the place of those of `current`, in the transaction that wrote the values."""
    now, by = clock.now(), actor_name(actor)
    old = [found.pk for row, names in written for name in names if (found := current.get((row.pk, name)))]
    if old:
        Provenance.objects.filter(pk__in=old).update(replaced_at=now)
    bulk.insert([_made(row, name, source, by, now) for row, names in written for name in names])


def origin_of(reason: str) -> Origin:
    """The source behind an actor's name, as the field history has it."""
    kind = reason.partition(":")[0]
    known = {"user": Origin.PERSON, "import": Origin.IMPORT, "agent": Origin.INFERRED}
    return known.get(kind, Origin.OTHER)


def _made(row: Any, name: str, source: Source, by: str, now: datetime) -> Provenance:
    return bulk.make(
        Provenance,
        organization_id=row.organization_id,
        field=name,
        value=plain(getattr(row, name)),
        source=source.origin,
        method=source.method_of(name),
        confidence=source.confidence,
        by=by,
        at=now,
        **{f"{row._meta.model_name}_id": row.pk},
    )


def _origins_by_history(rows: Sequence[Any], name: str) -> dict[int, Origin]:
    """Who gave each row the value that its field has, by id; the rows of which no history is left are missing."""
    values = {row.pk: plain(getattr(row, name)) for row in rows}
    states = type(rows[0]).history.filter(id__in=list(values)).order_by("id", "-history_id")
    found: dict[int, Origin] = {}
    passed: set[int] = set()
    for pk, value, reason in states.values_list("id", name, "history_change_reason"):
        if pk in passed:
            continue
        if plain(value) == values[pk]:
            found[pk] = origin_of(reason or "")
        else:
            passed.add(pk)
    return found
