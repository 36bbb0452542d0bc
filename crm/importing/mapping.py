"""Which column feeds which field: proposed from headers and cells, corrected by a person, checked before use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from django.utils.translation import gettext

from crm.errors import BadMappingError, UnknownTargetError
from crm.importing import fields, headers, sniffing
from crm.importing.options import Kind
from crm.importing.records import Record
from crm.names import fold

SAMPLE_ROWS = 200
SHOWN_SAMPLES = 3
OF_ERROR_FILE = ("row", "result", "reason")
_OWN = (fields.CUSTOM, fields.COMPANY_CUSTOM)
_NAMED_BY = {"custom": "name", "external_id": "system"}
_EMAILS = frozenset({"email", "other_email", "personal_email"})
# A header that is half of a name beside the other half, and the whole name without it.
_HALF_OR_WHOLE = {"nom": "first_name", "nombre": "last_name", "nome": "last_name"}


@dataclass(frozen=True)
class Column:
    """A column with the field proposed for it, how sure the proposal is (0 to 1) and a few of its cells."""

    header: str
    field: str
    confidence: float
    samples: tuple[str, ...]

    @property
    def label(self) -> str:
        return fields.label(self.field)


def propose(
    names: Sequence[str],
    rows: Iterable[Record],
    fixed: Mapping[str, str] | None = None,
    own: fields.Own | None = None,
    tool: str = "",
) -> list[Column]:
    """A field for every column. `fixed` holds choices already made, by header; they are kept and not given twice.
    `tool` wrote the file, if its headers do not tell another.

    A header that says the name of one of the organization's `own` fields is that field. A column that nobody knows
    becomes a custom field, so that no import loses what a file holds.
    """
    fixed = {**(dict.fromkeys(OF_ERROR_FILE, fields.IGNORE) if _is_error_file(names) else {}), **(fixed or {})}
    cells = _cells(names, rows)
    tool = headers.tool_of(list(names)) or tool
    mine = fields.own_of(own or {}, Kind.CONTACTS)
    labels = {fold(field.label): code for code, field in reversed(list(mine.items()))}
    guesses = [_guess(name, cells[name], tool, labels.get(fold(name), "")) for name in names]
    guesses = _in_context(guesses)
    return _without_collisions(guesses, fixed)


def _is_error_file(names: Sequence[str]) -> bool:
    """Whether the file is an error file of ours, corrected and imported as it is."""
    return tuple(names[: len(OF_ERROR_FILE)]) == OF_ERROR_FILE


def _cells(names: Sequence[str], rows: Iterable[Record]) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {name: [] for name in names}
    for row in rows:
        for name, cell in zip(names, row.cells, strict=False):
            if cell.strip():
                cells[name].append(cell.strip())
    return cells


def _guess(name: str, cells: list[str], tool: str, own: str = "") -> Column:
    shown = tuple(cell[:80] for cell in dict.fromkeys(cells))[:SHOWN_SAMPLES]
    if own:
        return Column(name, own, 1.0, shown)
    field, confidence = headers.meaning(name, tool)
    seen = sniffing.sniff(cells)
    if not field and seen:
        field, confidence = seen, 0.7
    elif not field and name.startswith("Column ") and sniffing.are_names(cells):
        field, confidence = "full_name", 0.4
    elif field in ("full_name", "phone", "linkedin") and seen in ("email", "phone", "company.website", "linkedin"):
        field, confidence = seen, 0.8 if seen != field else confidence
    return Column(name, field, confidence, shown)


def _in_context(columns: list[Column]) -> list[Column]:
    """Settle what one header alone cannot say: "Name" beside a first name is the last name, and so on."""
    present = {column.field for column in columns}
    forms = {form for column in columns for form in headers.forms(column.header)[:1]}
    of_people = any(fields.names_person(field) for field in present)
    settled = []
    for column in columns:
        form = (headers.forms(column.header) or [""])[0]
        if form == "title" and "job title" in forms:
            column = replace(column, field="")  # "Dr."
        elif form in _HALF_OR_WHOLE and _HALF_OR_WHOLE[form] not in present:
            column = replace(column, field="full_name")
        elif column.field == "full_name" and "first_name" in present and "last_name" not in present:
            column = replace(column, field="last_name")
        elif column.field == "phone" and not of_people and "company" in present:
            column = replace(column, field="company.phone")
        settled.append(column)
    return settled


def _without_collisions(columns: list[Column], fixed: dict[str, str]) -> list[Column]:
    """Give each field that takes one column to the surest of those proposed for it; the others become custom."""
    taken = {field for field in fixed.values() if not fields.takes_many(field) or field.startswith(_OWN)}
    kept: dict[str, Column] = {}
    for column in sorted(columns, key=lambda column: -column.confidence):
        if column.header in fixed:
            kept[column.header] = replace(column, field=fixed[column.header], confidence=1.0)
            continue
        field = column.field
        if field in taken and field in _EMAILS:
            field = "other_email"
        if not field or field in taken:
            field, column = _free_custom(column.header, taken), replace(column, confidence=0.5)
        if not fields.takes_many(field) or field.startswith(_OWN):
            taken.add(field)
        kept[column.header] = replace(column, field=field)
    return [kept[column.header] for column in columns]


def _free_custom(header: str, taken: set[str]) -> str:
    """A custom field that no other column has: two headers of one slug, or without a Latin letter, stay two fields."""
    name = fields.CUSTOM + fields.slug(header)
    return next(code for code in chain([name], (f"{name}_{n}" for n in count(2))) if code not in taken)


def as_mapping(columns: Iterable[Column]) -> dict[str, str]:
    """What is kept of a proposal: the field by header, columns left out not named."""
    return {column.header: column.field for column in columns if column.field != fields.IGNORE}


def checked(mapping: Mapping[str, str], names: Sequence[str], kind: Kind = Kind.CONTACTS) -> dict[str, str]:
    """The mapping with every field by its code; raises BadMappingError or UnknownTargetError for nonsense."""
    result: dict[str, str] = {}
    for header, asked in mapping.items():
        if header not in names:
            raise BadMappingError(
                gettext("The file has no column “{header}”. It has: {names}.").format(
                    header=header, names=", ".join(names)
                )
            )
        field = field_named(asked, header, kind)
        if field in result.values() and not fields.takes_many(field):
            raise BadMappingError(
                gettext("Two columns are mapped to “{label}”, which takes one.").format(label=fields.label(field))
            )
        result[header] = field
    return result


def field_named(asked: str, header: str, kind: Kind = Kind.CONTACTS) -> str:
    """The field that a person means by a code, a label or any header we know; raises UnknownTargetError."""
    code = asked.strip().lower()
    if code in ("", "-", "skip", "none", fields.IGNORE):
        return fields.IGNORE
    if f"{code}." in fields.named(kind):
        return f"{code}.{fields.slug(header)}"
    for prefix in fields.named(kind):
        if prefix.endswith("custom.") and code.startswith(prefix):
            return prefix + fields.slug(code.removeprefix(prefix))
    found, _ = headers.meaning(asked) if kind.is_of_leads else headers.meaning_of_work(asked, kind)
    if not found:
        known = ", ".join(fields.catalogue(kind))
        named = ", ".join(f"{prefix}<{_NAMED_BY[prefix.split('.')[-2]]}>" for prefix in fields.named(kind))
        raise UnknownTargetError(
            gettext("There is no field “{asked}”. There are: {known}, {named}.").format(
                asked=asked, known=known, named=named
            )
        )
    return found
