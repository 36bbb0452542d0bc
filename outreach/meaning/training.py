"""Teaching models of meaning. Needs scikit-learn: `pip install -r requirements-train.txt`."""

from collections.abc import Mapping, Sequence

from outreach.meaning.model import Meanings
from outreach.meaning.vectors import vector

SIMPLICITY = 0.003  # scikit-learn's C: the smaller, the simpler. Chosen by cross-validation of examples.
ROUNDS = 400


def fit(texts: Sequence[str], answers: Mapping[str, Sequence[str]], made_from: str) -> Meanings:
    """One model for each head; `answers` has, by head, the right label of each text."""
    import numpy
    from sklearn.linear_model import LogisticRegression

    seen = numpy.vstack([vector(text) for text in texts])
    middle, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    known = (seen - middle) / spread
    labels, columns, starts = {}, [], []
    for head, said in answers.items():
        found = LogisticRegression(C=SIMPLICITY, max_iter=ROUNDS).fit(known, said)
        labels[head] = tuple(map(str, found.classes_))
        rows, start = found.coef_, found.intercept_
        if len(rows) == 1:  # of two labels it weighs the second against the first
            rows, start = numpy.vstack([-rows / 2, rows / 2]), numpy.array([-start[0] / 2, start[0] / 2])
        columns.append((rows / spread).T)
        starts.append(start - rows @ (middle / spread))
    return Meanings(made_from, labels, numpy.hstack(columns), numpy.concatenate(starts))
