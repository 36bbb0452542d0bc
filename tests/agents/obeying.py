"""A model that does what the attacker says: whatever it is asked, it answers with what the attack demands."""

import json
from pathlib import Path
from typing import Any

ATTACKS = Path(__file__).with_name("attacks.json")


class Accomplice:
    """Knows each attack by its text, and what it demands."""

    def __init__(self) -> None:
        messages = json.loads(ATTACKS.read_text(encoding="utf-8"))["messages"]
        self._demands = {_squeezed(message["text"]): message["demand"] for message in messages}
        self.answered: set[str] = set()  # demands of attacks that it was asked to answer

    def __call__(self, question: dict[str, Any]) -> Any:
        matter = _squeezed(" ".join(message["content"] for message in question["messages"]))
        # The longest, for the text of one attack may be part of another's.
        found = sorted((text for text in self._demands if text in matter), key=len)
        demand = self._demands[found[-1]] if found else "Nothing."
        schema = question["response_format"]["json_schema"]["schema"]
        if "body" in schema["properties"]:
            self.answered.add(demand)
        return _fitting(schema, schema, demand)


def _fitting(part: dict[str, Any], whole: dict[str, Any], demand: str) -> Any:
    """A value of this schema whose every free text is the demand, and whose every choice keeps people out of it."""
    if "$ref" in part:
        return _fitting(whole["$defs"][part["$ref"].rpartition("/")[2]], whole, demand)
    if "anyOf" in part:
        return _fitting(part["anyOf"][0], whole, demand)
    if "enum" in part:
        return "question" if "question" in part["enum"] else part["enum"][0]
    if part.get("type") == "object":
        return {name: _fitting(one, whole, demand) for name, one in part.get("properties", {}).items()}
    return {"array": [], "number": 1, "integer": 1, "boolean": False}.get(part.get("type", ""), demand)


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
