"""The opt-out phrases of one language, compiled; read from its folder in `rules/opt_out/`."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from compliance.folding import fold
from compliance.phrases import compile_phrases
from quotahit.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "rules" / "opt_out"
ORDER = ("en", "de", "fr", "es", "other")
WORD = re.compile(r"[\w-]+")
DIGITS_FOR_LETTERS = str.maketrans("01345", "oieas")
TOPIC_MARK = " thetopic "


class Language:
    """Answers questions about one folded sentence."""

    def __init__(self, data: dict[str, Any]) -> None:
        sets = data.get("sets", {})
        self.code: str = data["language"]
        self._fillers = set(fold(data["fillers"]).split())
        self._keywords = compile_phrases((f"^ ({'|'.join(data['keywords'])}) $",))
        self._requests = compile_phrases(data["requests"], sets)
        self._threats = compile_phrases(data["threats"], sets)
        self._topics = compile_phrases(data["topics"])
        self._hearsay = compile_phrases(data["hearsay"])
        self._pauses = compile_phrases(data["pauses"])
        self._endless = compile_phrases(data["endless"])
        self._others = compile_phrases(data["others"])
        self._not_others = compile_phrases([data["not_others"]])
        self._not_theirs = compile_phrases([*data["footers"], *data["machines"]])

    def is_keyword(self, text: str) -> bool:
        """The text is one of the agreed words and nothing else but courtesy."""
        words = [word if word.isdigit() else word.translate(DIGITS_FOR_LETTERS) for word in WORD.findall(text)]
        bare = " ".join(dict.fromkeys(word for word in words if word not in self._fillers))
        return any(self._keywords.search(form) for form in (" ".join(words), bare) if form)

    def request(self, sentence: str) -> str:
        """The words that ask us to stop, "" for none."""
        return _found(self._requests, self._topics.sub(TOPIC_MARK, sentence))

    def threat(self, sentence: str) -> str:
        """The words that threaten with law or a regulator over our contact, "" for none."""
        return _found(self._threats, self._topics.sub(TOPIC_MARK, sentence))

    def is_hearsay(self, sentence: str) -> bool:
        """What third parties say or ask, or what a product does about opt-outs."""
        return bool(self._hearsay.search(sentence))

    def is_pause(self, sentence: str) -> bool:
        """The stop ends at some time."""
        return bool(self._pauses.search(sentence)) and not self._endless.search(sentence)

    def is_about_others(self, sentence: str) -> bool:
        """Only other people shall be left alone: nobody can opt out for them."""
        return bool(self._others.search(sentence)) and not self._not_others.search(sentence)

    def is_not_theirs(self, sentence: str) -> bool:
        """A newsletter's or lawyer's footer, or words meant for a machine."""
        return bool(self._not_theirs.search(sentence))


@cache
def languages() -> tuple[Language, ...]:
    """All languages, compiled once for each process."""
    return tuple(Language(read_folder(FOLDER / code)) for code in ORDER)


def read_folder(folder: Path) -> dict[str, Any]:
    """What the YAML files of one language say together; no two of them name the same thing."""
    data: dict[str, Any] = {}
    for file in sorted(folder.glob("*.yaml")):
        data |= read_yaml(file)
    return data


def _found(pattern: re.Pattern[str], sentence: str) -> str:
    match = pattern.search(sentence)
    return match[0].strip() if match else ""
