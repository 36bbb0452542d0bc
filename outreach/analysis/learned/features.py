"""What the models look at: words, letters and acts as the reader of replies sees them, marks, senses, and the voice."""

from outreach.analysis.marks import Said, named
from outreach.analysis.senses import read_senses
from outreach.analysis.voice import voice_of
from outreach.replies.learned.features import Features
from outreach.replies.learned.features import features as reply_features

ACTS_SAY = 5.0
WORDS_SAY = 0.5  # beside the acts: examples are fewer here than there
MARKS_SAY = 4.0
FIELDS_SAY = 1.5
VOICE_SAYS = 2.0
OF_ACTS = "=+"  # how the names of acts begin
OF_FIELDS = "of_"  # how the marks begin that only say what is spoken of


def features(text: str, said: Said, marked: Said, label: str) -> Features:
    """All of it as one vector; `label` is the reply class that the ordered rules name."""
    heard = reply_features(said, label)
    return {
        **{name: (ACTS_SAY if name[0] in OF_ACTS else WORDS_SAY) * value for name, value in heard.items()},
        **{f"*{name}": FIELDS_SAY if name.startswith(OF_FIELDS) else MARKS_SAY for name in named(marked)},
        **read_senses(said.sentences),
        **{name: VOICE_SAYS * value for name, value in voice_of(text).items()},
    }
