"""Every text of ours that is marked for translation: in templates, in Python, and the names of models and fields."""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

from agents.orchestrator.chains.definitions import definitions
from agents.orchestrator.rules import rules
from quotahit.names import derived_names, is_ours

# Functions that mark a text, and which of their arguments are texts: `c` is the context, a pair is one and many.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


class Text(NamedTuple):
    """One text with the file that shows it; where numbers matter there are two, for one and for many."""

    words: tuple[str, ...]
    context: str | None
    file: str


def gather() -> Iterator[Text]:
    """All of them, file by file; the same text may come again."""
    root = Path(settings.BASE_DIR)
    for folder in _rooms():
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _marked(path.read_text(), path.relative_to(root))
    for path in sorted((root / "templates").rglob("*.*")):
        yield from _marked(_as_python(path), path.relative_to(root))
    yield from _of_the_frame()
    for rule in rules():
        yield Text((rule.reason,), None, "agents/orchestrator/rules.json")
    for chain in definitions():
        yield Text((chain.purpose,), None, "agents/orchestrator/chains.json")
    for model, words in derived_names():
        yield Text((words,), None, model)


def _of_the_frame() -> Iterator[Text]:
    """The admin's look comes from Unfold, which brings no catalogues; what Django translates is left out."""
    folder = Path(apps.get_app_config("unfold").path)
    for path in sorted((folder / "templates").rglob("*.html")):
        for text in _marked(_as_python(path), path.relative_to(folder.parent)):
            if not any(text.words[0] in known for known in _known_to_django()):
                yield text


@cache
def _known_to_django() -> tuple[Catalog, ...]:
    folder = Path(django.__file__).parent
    paths = [folder / "conf", folder / "contrib" / "admin", folder / "contrib" / "auth"]
    return tuple(_read(path / "locale" / "de" / "LC_MESSAGES" / "django.po") for path in paths)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _rooms() -> list[Path]:
    """The folders of our packages: the highest that holds an app."""
    root = Path(settings.BASE_DIR)
    return sorted({root / app.name.split(".")[0] for app in apps.get_app_configs() if is_ours(app)})


def _marked(source: str, path: Path) -> Iterator[Text]:
    if "gettext" not in source:
        return
    options = {"encoding": "utf-8"}
    for _line, words, _comments, context in extract(
        "python", io.BytesIO(source.encode()), keywords=KEYWORDS, options=options
    ):
        yield Text((words,) if isinstance(words, str) else words, context, path.as_posix())


def _as_python(path: Path) -> str:
    """A template as Django makes it readable for extractors of Python: calls amid text that was struck out."""
    lines = templatize(path.read_text(), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines)
