"""The forms that stand on a page, as a browser sends them, and with an id in them exchanged for a stranger's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.walls.stranger import FAR

ID = re.compile(r"\d+(?=$|:)")


@dataclass
class Form:
    """Where it is sent, how, and what each field may say."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        return self.action, frozenset(self.fields)

    def with_a_strangers(self) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """The name of each field that holds or offers an id, and the form with the stranger's counterpart there."""
        for name in self.fields:
            known = [value for value in self.fields[name] + self.choices.get(name, []) if ID.match(value)]
            if known and not name.endswith("_FORMS"):
                theirs = [ID.sub(str(int(ID.match(known[0])[0]) + FAR), known[0], count=1)]  # type: ignore[index]
                yield name, self.fields | {name: theirs}


def forms_of(page: str, path: str) -> list[Form]:
    reader = _Reader(path)
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(at.get("action") or self.path, at.get("method", "get").lower()))
        elif self.forms and at.get("name") and tag in ("input", "textarea", "select", "button"):
            self._field(tag, at)
        elif tag == "option" and self._select and self.forms:
            self._option(at)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _field(self, tag: str, at: dict[str, str]) -> None:
        form, name, value = self.forms[-1], at["name"], at.get("value", "")
        sent = form.fields.setdefault(name, [])
        if tag == "select":
            self._select = name
        elif at.get("type") in ("checkbox", "radio") and "checked" not in at:
            form.choices.setdefault(name, []).append(value)
        elif tag != "button" or not sent:
            sent.append(value)

    def _option(self, at: dict[str, str]) -> None:
        form, value = self.forms[-1], at.get("value", "")
        form.choices.setdefault(self._select, []).append(value)
        if "selected" in at:
            form.fields[self._select] = [value]
