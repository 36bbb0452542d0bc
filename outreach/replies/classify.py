"""What does a reply want? The cheapest layer that knows decides: machine signs, opt-out, lexicon, model."""

from collections.abc import Mapping, Sequence

from compliance.opt_out import find_opt_out
from crm.choices import ReplyClass
from outreach.inbound.quoting import split_reply
from outreach.replies.acts import read_acts
from outreach.replies.automatic import read_machine
from outreach.replies.deciding import decide
from outreach.replies.learned.model import chances
from outreach.replies.reading import ReplyReading
from quotahit.accounts.models import Organization



def classify(
    text: str,
    *,
    subject: str = "",
    headers: Mapping[str, str] | None = None,
    organization: Organization | None = None,
    history: Sequence[str] = (),
) -> ReplyReading:
    """The class of a reply by what its writer says in the new part."""
    reply = split_reply(text)
    if find_opt_out(reply.text):
        return ReplyReading(ReplyClass.UNSUBSCRIBE, 0.99, "opt_out", "opt_out")
    return read_machine(reply, subject, headers or {}) or _by_lexicon(reply.text)


def _by_lexicon(text: str) -> ReplyReading:
    said = read_acts(text)
    verdict = decide(said)
    likely = chances(said, verdict.label)
    label = ReplyClass(max(likely, key=lambda name: likely[name]))
    reason = verdict.reason if label == verdict.label else "likeness"
    return ReplyReading(label, round(likely[label], 3), "lexicon", reason)
