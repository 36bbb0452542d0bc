"""The two views of a reply that the models look at: its words, and what is done with them."""

import re
from itertools import pairwise

from outreach.replies.acts import Said

WORD = re.compile(r"\w+|\?")
STEM = 5  # letters; enough to bring the forms of a word together in the languages we read
SHORT = 25  # characters
MOST_SENTENCES = 5
MOST_QUESTIONS = 2

Features = dict[str, float]


def words(said: Said) -> Features:
    """Stems and neighbouring pairs of stems, as a vector of length one."""
    stems = [word[:STEM] for word in WORD.findall(" ".join(said.sentences))]
    names = {*stems, *(f"{one} {other}" for one, other in pairwise(stems))}
    return dict.fromkeys(names, len(names) ** -0.5) if names else {}


def deeds(said: Said, label: str) -> Features:
    """The acts of a reply, stated and asked; its shape; and the class that the ordered rules name."""
    features: Features = {act.name: 1.0 for act in said.acts}
    features |= {f"{act.name}?": 1.0 for act in said.acts if said.asks(act.sentence)}
    features[f"={label}"] = 1.0
    questions = sum(sentence.endswith("?") for sentence in said.sentences)
    features["questions"] = float(min(questions, MOST_QUESTIONS))
    features["sentences"] = min(len(said.sentences), MOST_SENTENCES) / MOST_SENTENCES
    features["ends asking"] = float(bool(said.sentences) and said.asks(len(said.sentences) - 1))
    features["short"] = float(sum(map(len, said.sentences)) < SHORT)
    return features
