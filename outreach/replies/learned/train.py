"""Train the model anew: `python -m outreach.replies.learned.train`."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from outreach.replies.acts import FOLDER as LEXICON
from outreach.replies.acts import read_acts
from outreach.replies.deciding import decide
from outreach.replies.learned.features import features
from outreach.replies.learned.model import FILE
from outreach.replies.learned.training import fit

EXAMPLES = Path(__file__).parent / "examples.csv"
COSTS = {"unsubscribe": 1.5}  # writing on to somebody who wants no more mail is worse than losing an answer


def main() -> None:
    """Read the examples and write the weights."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        rows = [(read_acts(row["text"]), row["label"]) for row in csv.DictReader(file)]
    model = fit([(features(said, decide(said).label), label) for said, label in rows], COSTS)
    data = {"made_from": made_from(), "labels": model.labels, "weights": model.weights}
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
