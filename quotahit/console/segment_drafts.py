"""A segment while it is being edited: what stands in the form, finished or not, and what a button does to it."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from crm.errors import BadSegmentError
from crm.segments.compiling import where_condition
from crm.segments.conditions import DEEPEST, Condition, Group
from crm.segments.operators import OPERATORS, Operator, Scope, read_number
from crm.segments.registry import SegmentField

Fields = Mapping[str, SegmentField]
MOST_OPTIONS = 300


@dataclass
class DraftCondition:
    """One line of the form; `problem` says what it lacks, in words."""

    field: str
    operator: str = ""
    values: list[str] = dataclasses.field(default_factory=list)
    path: str = ""
    problem: str = ""
    is_new: bool = False

    def settle(self, fields: Fields) -> None:
        """An operator that the field does not have gives way to its first."""
        known = fields.get(self.field)
        codes = [one.code for one in OPERATORS[known.kind]] if known else []
        if codes and self.operator not in codes:
            self.operator, self.values = codes[0], []

    def asked(self, fields: Fields) -> Condition:
        """The condition that this line is; raises BadSegmentError where a number is none."""
        return Condition(field=self.field or "?", operator=self.operator or "?", value=self._value(fields))

    def _value(self, fields: Fields) -> Any:
        known = fields.get(self.field)
        takes = operator_of(known, self.operator).takes if known else "text"
        if takes == "nothing":
            return None
        if takes == "words":
            return list(self.values)
        typed: list[Any] = self.values[: 2 if takes in ("numbers", "days") else 1]
        if takes in ("number", "numbers", "count"):
            typed = [read_number(value) for value in typed]
        return typed if takes in ("numbers", "days") else (typed or [""])[0]


@dataclass
class DraftGroup:
    match: str = "all"
    parts: list[Any] = dataclasses.field(default_factory=list)
    path: str = ""
    is_new: bool = False

    def every(self) -> Iterator["DraftCondition | DraftGroup"]:
        """All lines and groups within, in order."""
        for part in self.parts:
            yield part
            if isinstance(part, DraftGroup):
                yield from part.every()

    def number(self, fields: Fields, before: str = "") -> "DraftGroup":
        """Give every part its place, by which the form names it."""
        self.path = before
        for at, part in enumerate(self.parts):
            place = f"{before}.{at}" if before else str(at)
            if isinstance(part, DraftGroup):
                part.number(fields, place)
            else:
                part.path = place
                part.settle(fields)
        return self

    def check(self, fields: Fields, scope: Scope) -> bool:
        """Say beside each line what is wrong with it; whether all of them can be asked."""
        lines = [part for part in self.every() if isinstance(part, DraftCondition)]
        for line in lines:
            try:
                where_condition(line.asked(fields), fields, scope)
                line.problem = ""
            except BadSegmentError as problem:
                line.problem = str(problem).rpartition(": ")[2]
        return not any(line.problem for line in lines)

    def asked(self, fields: Fields) -> Group:
        """The conditions, without lines that lack something and groups without lines."""
        parts: list[Any] = []
        for part in self.parts:
            if isinstance(part, DraftGroup):
                inner = part.asked(fields)
                parts += [inner] if inner.conditions else []
            elif not part.problem:
                parts.append(part.asked(fields))
        return Group(match="any" if self.match == "any" else "all", conditions=parts)


def draft_of(group: Group) -> DraftGroup:
    """The draft with which editing a saved segment begins."""
    parts: list[Any] = []
    for part in group.conditions:
        if isinstance(part, Group):
            parts.append(draft_of(part))
        else:
            given = part.value if isinstance(part.value, list) else [] if part.value is None else [part.value]
            parts.append(DraftCondition(part.field, part.operator, list(map(str, given))))
    return DraftGroup(group.match, parts)


def draft_from(sent: QueryDict) -> DraftGroup:
    """What stands in a form that was sent; what does not belong is left out."""
    root = DraftGroup(sent.get("match", "all"))
    groups = {"": root}
    for node in sent.getlist("node")[:200]:
        kind, _, path = node.partition(":")
        home = groups.get(path.rpartition(".")[0])
        if home is None:
            continue
        if kind == "g" and path.count(".") < DEEPEST - 2:
            home.parts.append(group := DraftGroup(sent.get(f"match:{path}", "all")))
            groups[path] = group
        elif kind == "c":
            values = [value.strip() for value in sent.getlist(f"value:{path}") if value.strip()]
            home.parts.append(DraftCondition(sent.get(f"field:{path}", ""), sent.get(f"operator:{path}", ""), values))
    return root


def edit(root: DraftGroup, act: str, fields: Fields) -> None:
    """Do what a button says: `add:<group>`, `group:`, or `remove:<place>`."""
    verb, _, path = act.partition(":")
    first = next(iter(fields), "")
    if verb == "group":
        root.parts.append(DraftGroup("any", [DraftCondition(first, is_new=True)]))
        return
    root.number(fields)
    groups = {part.path: part for part in (root, *root.every()) if isinstance(part, DraftGroup)}
    if verb == "add" and path in groups:
        groups[path].parts.append(DraftCondition(first, is_new=True))
    elif verb == "remove" and (home := groups.get(path.rpartition(".")[0])):
        home.parts = [part for part in home.parts if part.path != path]


def operator_of(known: SegmentField, code: str) -> Operator:
    return next((one for one in OPERATORS[known.kind] if one.code == code), OPERATORS[known.kind][0])


def grouped(fields: Fields) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields as options of a select box, by group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, known in fields.items():
        groups.setdefault(known.group, []).append((code, known.label))
    return list(groups.items())


def operators_of(known: SegmentField | None) -> Sequence[Operator]:
    return OPERATORS[known.kind] if known else ()
