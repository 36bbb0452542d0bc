"""What does a reply want? The cheapest layer that knows decides: opt-out, machine signs, words, and last a model.

An opt-out is found before anything else and no model sees it. The model is asked only where the words leave doubt.
"""

from collections.abc import Mapping, Sequence

from compliance.opt_out import find_opt_out
from crm.choices import ReplyClass
from outreach.inbound.quoting import split_reply
from outreach.replies.automatic import read_machine
from outreach.replies.judging import CLASSIFY_REPLY, Judgement
from outreach.replies.reading import ReplyReading
from outreach.replies.wording import read_words
from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask

SURE = 0.7  # of replies not seen before, more than nine in ten of those above it are read rightly


def classify(
    text: str,
    *,
    subject: str = "",
    headers: Mapping[str, str] | None = None,
    organization: Organization | None = None,
    history: Sequence[str] = (),
    about: tuple[str, int] | None = None,
) -> ReplyReading:
    """The class of a reply by what its writer says in the new part.

    With an `organization` its model may be asked, so never call that inside a transaction. `history` is what was said
    before, oldest first; only the model looks at it. `about` is the row under which the model's record is found again.
    """
    reply = split_reply(text)
    if found := find_opt_out(reply.text):
        return ReplyReading(ReplyClass.UNSUBSCRIBE, 0.99, "opt_out", found.strength)
    if machine := read_machine(reply, subject, headers or {}):
        return machine
    by_words = read_words(reply.text)
    if organization is None or by_words.confidence >= SURE or by_words.label is ReplyClass.UNSUBSCRIBE:
        return by_words
    return _judged(organization, reply.text, history, by_words, about)


def _judged(
    organization: Organization,
    text: str,
    history: Sequence[str],
    by_words: ReplyReading,
    about: tuple[str, int] | None,
) -> ReplyReading:
    """The model's word, or what the words said with the reason why no model could be asked."""
    asked = {"text": text, "history": "\n\n".join(history)}
    answer = ask(organization, CLASSIFY_REPLY, asked, Judgement, subject=about)
    if answer.by == "offline":
        return ReplyReading(by_words.label, by_words.confidence, by_words.layer, f"{by_words.reason}, {answer.why}")
    return ReplyReading(ReplyClass(answer.value.label), answer.value.confidence, "model", "model")
