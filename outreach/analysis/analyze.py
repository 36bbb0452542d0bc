"""How does a message feel, what does its sender want, and what should follow?

The deterministic layers answer first: headers, opt-out phrases, marks and learned models. The organization's model is
asked only where they leave doubt, and never about a wish to be left alone.
"""

from collections.abc import Mapping, Sequence

from crm.choices import Channel, Intent, ReplyClass
from crm.understanding import EmotionalAnalysis
from outreach.analysis.judging import ANALYZE_MESSAGE, Judgement, with_judgement
from outreach.analysis.wording import analyze_words
from outreach.inbound.quoting import split_reply
from outreach.replies.classify import classify
from outreach.replies.reading import ReplyReading
from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask

SURE = 0.85
NOT_ASKED = ("header", "opt_out")


def analyze(
    said: str | Sequence[str],
    *,
    channel: Channel = Channel.EMAIL,
    subject: str = "",
    headers: Mapping[str, str] | None = None,
    history: Sequence[str] = (),
    reading: ReplyReading | None = None,
    organization: Organization | None = None,
    about: tuple[str, int] | None = None,
) -> EmotionalAnalysis:
    """The analysis of a message, or of all that the other side says in a transcript.

    `reading` is its class where that is known already. With an `organization` its model may be asked, so never call
    that inside a transaction. `history` is what was said before, oldest first; only the model looks at it. `about` is
    the row under which the model's record is found again.
    """
    text = said if isinstance(said, str) else "\n".join(said)
    own = split_reply(text).text
    reading = reading or classify(text, subject=subject, headers=headers)
    words = analyze_words(own, reading, channel)
    if organization is None or not _leaves_doubt(words, reading):
        return words
    asked = {"text": own, "history": "\n\n".join(history)}
    answer = ask(organization, ANALYZE_MESSAGE, asked, Judgement, subject=about)
    return words if answer.by == "offline" else with_judgement(words, answer.value, channel)


def _leaves_doubt(words: EmotionalAnalysis, reading: ReplyReading) -> bool:
    """Whether a model may know better: machines and who wants to be left alone are understood."""
    if reading.layer in NOT_ASKED or reading.label == ReplyClass.UNSUBSCRIBE or words.intent is Intent.STOP:
        return False
    return words.confidence < SURE
