"""A language's catalogue in step with the texts: what is new is added, what is gone is dropped, what was said stays."""

import io
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from quotahit.console.translations.gathering import Text

HEADER = "# What QuotaHit says in this language; docs/how-to/translate.md says how to work on it."


def path_of(language: str) -> Path:
    """Where the language's catalogue stands in the repository."""
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def languages() -> list[str]:
    """Those that the texts are translated to."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def read(language: str) -> Catalog:
    """The catalogue as it stands."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def in_step(language: str, texts: Iterable[Text]) -> Catalog:
    """A catalogue of exactly these texts, with what was said of each. Nothing is guessed from texts that are alike."""
    known, made = read(language), Catalog(locale=language, fuzzy=False)
    for text in texts:
        said = strings(known.get(text.words[0], context=text.context))
        many = len(text.words) > 1
        made.add(
            text.words if many else text.words[0],
            said if many and len(said) > 1 else "" if many or len(said) != 1 else said[0],
            locations=[(text.file, 0)],
            context=text.context,
        )
    return made


def as_file(catalogue: Catalog) -> str:
    """The catalogue as it is written: by text, with the files that show each, and with nothing that is different every
    time."""
    written = io.BytesIO()
    write_po(written, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=120)
    plural = f'"Plural-Forms: {catalogue.plural_forms}\\n"'
    header = [HEADER, 'msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"', plural, ""]
    return "\n".join([*header, "", written.getvalue().decode().lstrip()])


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts that nothing, or not every number, is said of."""
    return [words(message)[0] for message in catalogue if message.id and not _is_said(message, catalogue.num_plurals)]


def words(message: Message) -> tuple[str, ...]:
    """The text that is translated, or both where numbers matter."""
    return _together(message.id)


def strings(message: Message | None) -> tuple[str, ...]:
    """What is said for it, for each number where numbers matter."""
    return _together(message.string) if message else ()


def _together(texts: str | Iterable[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _is_said(message: Message, plurals: int) -> bool:
    said = strings(message)
    return all(said) and len(said) == (plurals if message.pluralizable else 1)
