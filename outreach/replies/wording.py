"""The offline reading of a person's reply: the ordered rules, heard by a learned model beside the words themselves."""

from collections.abc import Mapping

from crm.choices import ReplyClass
from outreach.replies.acts import read_acts
from outreach.replies.deciding import decide, says_nothing
from outreach.replies.learned.model import chances
from outreach.replies.reading import ReplyReading

# The chance of an opt-out from which it counts, though another class be likelier: a doubtful wish is one, and while a
# person of ours reads it nothing is sent. Above it nineteen in twenty opt-outs that were never seen before are heard.
LISTENS = 0.3
SAYS_NOTHING = ReplyReading(ReplyClass.UNKNOWN, 0.9, "lexicon", "says_nothing")


def read_words(text: str) -> ReplyReading:
    """The likeliest class of a person's new text. The reason is the rule, or "likeness" where examples outvote it."""
    said = read_acts(text)
    if says_nothing(said):
        return SAYS_NOTHING
    verdict = decide(said)
    likely = chances(text, said, verdict.label)
    label = _likeliest(likely)
    reason = verdict.reason if label == verdict.label else "likeness"
    return ReplyReading(label, round(likely[label], 3), "lexicon", reason)


def _likeliest(likely: Mapping[str, float]) -> ReplyClass:
    if likely[ReplyClass.UNSUBSCRIBE] >= LISTENS:
        return ReplyClass.UNSUBSCRIBE
    return ReplyClass(max(likely, key=lambda name: likely[name]))
