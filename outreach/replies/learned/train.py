"""Train the model anew: `python -m outreach.replies.learned.train`."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from compliance.opt_out import find_opt_out
from compliance.opt_out_lexicon import FOLDER as OPT_OUTS
from outreach.meaning import training
from outreach.meaning.vectors import LIBRARY
from outreach.replies.acts import FOLDER as LEXICON
from outreach.replies.acts import read_acts
from outreach.replies.deciding import decide
from outreach.replies.learned.features import features
from outreach.replies.learned.model import FILE, HEAD, MEANINGS
from outreach.replies.learned.training import fit

EXAMPLES = Path(__file__).parent / "examples.csv"
COSTS: Mapping[str, float] = {}  # no label is worse to miss: doubt is weighed in `wording.LISTENS`

HEARD_KEPT = 2  # one in so many


def main() -> None:
    """Read the examples and write the weights."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        kept = [
            row for number, row in enumerate(csv.DictReader(file)) if number % HEARD_KEPT == 0 or not _is_heard(row)
        ]
    rows = [(read_acts(row["text"]), row["label"]) for row in kept]
    model = fit([(features(said, decide(said).label), label) for said, label in rows], COSTS)
    data = {"made_from": made_from(), "labels": model.labels, "weights": model.weights}
    FILE.write_text("".join(_lines(data)), encoding="utf-8")
    labels = {HEAD: [row["label"] for row in kept]}
    training.fit([row["text"] for row in kept], labels, made_from()).write(MEANINGS)


def _is_heard(row: Mapping[str, str]) -> bool:
    """An opt-out that the phrases hear: such replies never reach the model, so it learns from some of them only."""
    return row["label"] == "unsubscribe" and find_opt_out(row["text"]) is not None


def made_from() -> str:
    """A digest of all that the weights depend on."""
    digest = hashlib.sha256(LIBRARY.encode())
    for file in (EXAMPLES, *sorted(LEXICON.glob("*/*.yaml")), *sorted(OPT_OUTS.glob("*/*.yaml"))):
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
