"""Nothing that people read is left out of their language: pages in a pseudo-language, and whole catalogues."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from outreach.sandbox import ready_answers
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Organization, User
from quotahit.accounts.validators import zone_names
from quotahit.console.translations import catalogues
from tests.walls import pseudo
from tests.walls.conftest import Town, signed_in
from tests.walls.pages import get, paths_of_ours

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CHAINS = Path(__file__).parents[2] / "agents" / "orchestrator" / "chains.json"
# What reads the same in every language, and pages that show codes as they are: for programs, and for the record.
NAMES = {
    "quotahit",
    "postgresql",
    "usd",
    "sha-256",
    "sms",
    "starttls",
    "english",
    "deutsch",
    "contact-tag relationship",
    *(chain["name"] for chain in json.loads(CHAINS.read_text())),
    "csv",
}
OF_CODES = ("/api/", "/audit/", "/events/event/", "/jsi18n/", "/metrics", "/history/")
# What prospects read is in their language, and what a file of theirs holds is their own.
OF_OTHERS = ("/sandbox/mail/", "/preview/", "/mapping/")
EXAMPLES = {"deal.*", "lead.scored", "band = hot", "unsubscribe", "contact-tag relationships", "contact_tags object"}
# Codes, abbreviations, addresses, and numbers with a unit of money.
PLAIN = re.compile(r"[a-z_]+\.[\w.]+|[A-Z_]+|\S+@\S+|https?|//\S+", re.IGNORECASE)
PARTS = re.compile(r"""[·:,→|()“”…\n"\[\]{}]+""")
PLACES = re.compile(r"%\(\w+\)\w|\{[^{}]*\}|<[^>]+>")


def test_every_text_of_ours_is_marked(town: Town) -> None:
    User.objects.filter(pk=town.members[Role.OWNER]).update(language=pseudo.CODE)
    client, ours = signed_in(town.members[Role.OWNER]), Organization.objects.get(pk=town.ours)
    data, found = _Data(), defaultdict(set)
    with pseudo.spoken():
        for path in paths_of_ours(ours, facets=False):
            if any(part in path for part in OF_CODES + OF_OTHERS):
                continue
            answer = get(client, path)
            page = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                for text in pseudo.bare_texts(page.decode()):
                    if not data.has(text):
                        found[text].add(path)
    assert not found, json.dumps({text: sorted(paths)[:3] for text, paths in sorted(found.items())}, indent=1)


def test_bare_text_is_found_and_marked_text_is_not() -> None:
    """Else the test above could not fail."""
    page = "<p title='Bare title'>⟦Due <b>in ⟦two⟧ days</b>⟧ 5 %</p><p>Bare text</p><code>code</code>"
    assert pseudo.bare_texts(page) == ["Bare title", "Bare text"]


def test_catalogues_are_in_step_and_whole() -> None:
    call_command("translations", check=True)


@pytest.mark.parametrize("language", catalogues.languages())
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    """A value that has nowhere to go is lost, and one that nobody gives fails the page."""
    wrong = [
        text
        for message in catalogues.read(language)
        if message.id
        for text, said in zip(catalogues.words(message), catalogues.strings(message), strict=True)
        if sorted(PLACES.findall(text)) != sorted(PLACES.findall(said))
    ]
    assert wrong == []


class _Data:
    """What stands in the database: names, words of the organization, codes, and sentences that were written down."""

    def __init__(self) -> None:
        self.values = NAMES | EXAMPLES | {zone.replace("_", " ").casefold() for zone in zone_names()}
        self.values |= {" ".join(one.text.split()).casefold() for one in ready_answers()}
        for model in apps.get_models():
            for row in model._base_manager.all():
                self.values.add(" ".join(str(row).split()).casefold())
                for field in model._meta.concrete_fields:
                    self.values |= set(_leaves(field.value_from_object(row)))
        self.sentences = "\n".join(value for value in self.values if " " in value)

    def has(self, text: str) -> bool:
        return text.strip(" :·").casefold() in self.values or all(self._has(part.strip()) for part in PARTS.split(text))

    def _has(self, part: str) -> bool:
        words, said = re.sub(r"[\d\s.,%\xa0]+", " ", part).strip(), part.casefold()
        if not re.search(r"[^\W\d_]{2}", part) or said in self.values or words.casefold() in self.values:
            return True
        if (PLAIN.fullmatch(part) and not part.isalpha()) or re.fullmatch(r"[A-Z_]{2,}( [A-Z]{2})*", part):
            return True
        return " " in said and said in self.sentences


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (key.casefold(), *_leaves(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif not isinstance(value, bytes | memoryview):
        text = " ".join(str(value).split()).casefold()
        yield text
        yield from (part.strip() for part in PARTS.split(text))
