"""Whether a person is needed, whether the lead is hot, and whether a customer or a deal is at risk."""

import re
from collections.abc import Sequence

from crm.choices import Intent, ObjectionKind, Urgency
from outreach.analysis.learned.model import YES
from outreach.analysis.marks import ALARMS, Said
from outreach.meaning.model import Chances
from outreach.replies.acts import Act

# A person is asked rather once too often. Of messages held back, more than nine in ten that need one are found at this
# chance, and of those that do not every fifth is shown to a person too; at 0.15 it would be every fourteenth, but every
# seventh that needs one would be answered by an agent.
NEEDED = 0.05
NEEDED_TO_STOP = 0.3  # of who wants no more contact: they are left alone in any case, so only a likely threat counts
AT_RISK = 0.5
LIKENESS = "likeness"
OURS = re.compile(
    r"\b(i|we|us|ours?|me|my|wir|uns|unser\w*|ich|mir|mich|mein\w*|nous|notre|nos|je|mon|ma|mes|nuestr[ao]s?|mis?|io|noi"
    r"|nostr[aoie]|wij|ons|onze|ik|mijn|noss[ao]s?|meu|minha)\b"
)
NEAR = (Urgency.IMMEDIATE, Urgency.SOON)
WARM = (Intent.INTERESTED, Intent.QUESTION, Intent.NEEDS_INFO)


def why_a_person(marked: Said, likely: Chances, *, wants_out: bool) -> tuple[str, ...]:
    """The alarms that call for a person, or that the message is like those that do; empty when nobody is needed.

    An alarm that is only asked about is none, and then likeness, which hears the same words, says nothing either.
    """
    spoken_of = [name for name in ALARMS if marked.has(name)]
    alarms = tuple(name for name in spoken_of if any(not _is_topic(act, marked) for act in marked.all(name)))
    if alarms or spoken_of:
        return alarms
    needed = NEEDED_TO_STOP if wants_out else NEEDED
    return (LIKENESS,) if likely["needs_human"][YES] >= needed else ()


def _is_topic(act: Act, marked: Said) -> bool:
    """Whether it is only asked about: "how do you handle complaints?" tells of none."""
    told = act.name in ("person", "terms", "ultimatum") or OURS.search(marked.sentences[act.sentence])
    return marked.asks(act.sentence) and not told


def is_at_risk(likely: Chances) -> bool:
    return likely["at_risk"][YES] >= AT_RISK


def is_hot(intent: Intent, urgency: Urgency, objections: Sequence[ObjectionKind], *, has_signal: bool) -> bool:
    """A sign that they mean to buy, soon, from somebody who is ready or has nothing against it."""
    willing = intent is Intent.READY_TO_BUY or (intent in WARM and not objections)
    return has_signal and urgency in NEAR and willing
