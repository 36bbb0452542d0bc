"""The words around an answer, in the language of the talk and the tone of the organization."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crm.qualifying_rules import TalkTone
from quotahit.yaml_files import read_yaml


@dataclass(frozen=True)
class Voice:
    """In which language and tone the qualifier speaks."""

    language: str
    tone: TalkTone

    def says(self, phrase_name: str, *, turn: int = 0, **values: str) -> str:
        """A phrase by its name in words.yaml; where there are several, another one at each turn."""
        phrase = _phrases()[self.language][phrase_name]
        wordings = _parts(phrase[self.tone] if isinstance(phrase, dict) else phrase)
        return wordings[turn % len(wordings)].format(**values)

    def greets(self, first_name: str, name: str) -> str:
        """The first line of a letter to somebody, whose name may not be known."""
        if not first_name:
            nameless: str = _phrases()[self.language]["greeting"]["nameless"]
            return nameless
        return self.says("greeting", first_name=first_name, name=name)

    def phrases(self) -> list[str]:
        """All that it may say of its own, with what is filled in left out."""
        return [
            part.partition("{")[0].strip() for phrase in _phrases()[self.language].values() for part in _parts(phrase)
        ]


def _parts(phrase: Any) -> list[str]:
    """Every wording of a phrase: by tone, several of one tone, or the only one."""
    if isinstance(phrase, dict):
        return [part for each in phrase.values() for part in _parts(each)]
    return phrase if isinstance(phrase, list) else [phrase]


@cache
def _phrases() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_name("words.yaml"))
    return data
