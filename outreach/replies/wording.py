"""The offline reading of a person's reply: the ordered rules, heard by a learned model beside the words themselves."""

from crm.choices import ReplyClass
from outreach.replies.acts import read_acts
from outreach.replies.deciding import decide, says_nothing
from outreach.replies.learned.model import chances
from outreach.replies.reading import ReplyReading

SAYS_NOTHING = ReplyReading(ReplyClass.UNKNOWN, 0.9, "lexicon", "says_nothing")


def read_words(text: str) -> ReplyReading:
    """The likeliest class of a person's new text. The reason is the rule, or "likeness" where examples outvote it."""
    said = read_acts(text)
    if says_nothing(said):
        return SAYS_NOTHING
    verdict = decide(said)
    likely = chances(said, verdict.label)
    label = ReplyClass(max(likely, key=lambda name: likely[name]))
    reason = verdict.reason if label == verdict.label else "likeness"
    return ReplyReading(label, round(likely[label], 3), "lexicon", reason)
