"""Train the models anew: `python -m outreach.replies.learned.train`."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from outreach.replies.acts import FOLDER as LEXICON
from outreach.replies.acts import read_acts
from outreach.replies.deciding import decide
from outreach.replies.learned.features import deeds, words
from outreach.replies.learned.model import FILE
from outreach.replies.learned.training import fit

EXAMPLES = Path(__file__).parent / "examples.csv"
ROUNDS = 30
WORDS_DECAY = 0.002
DEEDS_DECAY = 0.05


def main() -> None:
    """Read the examples and write the weights."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        rows = [(read_acts(row["text"]), row["label"]) for row in csv.DictReader(file)]
    labels = sorted({label for _, label in rows})
    of_words = fit([(words(said), label) for said, label in rows], labels, rounds=ROUNDS, decay=WORDS_DECAY)
    of_deeds = fit(
        [(deeds(said, decide(said).label), label) for said, label in rows], labels, rounds=ROUNDS, decay=DEEDS_DECAY
    )
    data = {"made_from": made_from(), "labels": labels, "words": of_words.weights, "deeds": of_deeds.weights}
    FILE.write_text("".join(_lines(data)), encoding="utf-8")


def made_from() -> str:
    """A digest of all that the weights depend on."""
    digest = hashlib.sha256()
    for file in (EXAMPLES, *sorted(LEXICON.glob("*/*.yaml"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _lines(data: Mapping[str, object]) -> Iterator[str]:
    """JSON with one feature on a line, so that a change shows as what it is."""
    yield "{\n"
    for place, (key, value) in enumerate(data.items()):
        yield f"{',' if place else ''}{json.dumps(key)}: "
        if isinstance(value, dict):
            rows = (f"{json.dumps(name)}: {json.dumps(row)}" for name, row in sorted(value.items()))
            yield "{\n" + ",\n".join(rows) + "}\n"
        else:
            yield json.dumps(value) + "\n"
    yield "}\n"


if __name__ == "__main__":
    main()
