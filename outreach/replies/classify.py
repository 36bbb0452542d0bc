"""What does a reply want? The cheapest layer that knows decides: machine signs, opt-out, lexicon, model."""

from collections.abc import Mapping, Sequence

from compliance.opt_out import find_opt_out
from crm.choices import ReplyClass
from outreach.inbound.quoting import split_reply
from outreach.replies.automatic import read_machine
from outreach.replies.reading import ReplyReading
from quotahit.accounts.models import Organization

NOTHING_SAID = ReplyReading(ReplyClass.UNKNOWN, 0.5, "default", "nothing_said")


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
    return read_machine(reply, subject, headers or {}) or NOTHING_SAID
