"""Automatic mails that answer ours: away, left, receipt or challenge."""

import re
from datetime import UTC, date, datetime

from outreach.choices import MailKind
from outreach.inbound.alternates import alternate_contact
from outreach.inbound.dates.forms import Context
from outreach.inbound.dates.habit import day_first
from outreach.inbound.dates.returns import return_date
from outreach.inbound.evidence import WEIGHTS, Evidence, weigh
from outreach.inbound.finding import Finding
from outreach.inbound.folding import fold, sentences
from outreach.inbound.headers import date_of
from outreach.inbound.lexicon import matches
from outreach.inbound.mime import Mail
from outreach.inbound.quoting import Reply

MAIL_KINDS = {
    "challenges": MailKind.CHALLENGE,
    "left": MailKind.LEFT_COMPANY,
    "away": MailKind.OUT_OF_OFFICE,
    "receipts": MailKind.AUTO_ACK,
}
CLEAR = WEIGHTS["telling"]
RETURN_POINTS = 3
CHALLENGE_MARGIN = 2  # challenges are polite too: they thank, acknowledge and name hours
HEADERS_DECIDE = 4


def read_automatic(mail: Mail, reply: Reply) -> Finding | None:
    """The kind of an automatic answer with what it states, None for a person's mail."""
    said = sentences(reply.own)
    evidence = weigh(mail, reply, said)
    if not evidence.automatic:
        return None
    back = _return_date(mail, said)
    family = _family(evidence, back) or _unspoken(mail, said)
    kind = MAIL_KINDS[family]
    return Finding(
        kind,
        "header" if evidence.headers >= HEADERS_DECIDE else "lexicon",
        family if evidence.kinds[family] else "machine_signs",
        return_date=back if kind is MailKind.OUT_OF_OFFICE else None,
        alternate_contact="" if kind is MailKind.CHALLENGE else alternate_contact(mail, reply),
    )


def _family(evidence: Evidence, back: date | None) -> str:
    """The kind with the most points, "" without any; leaving for good and challenges win over what goes with them."""
    points = dict(evidence.kinds)
    if back:
        points["away"] += RETURN_POINTS
    if points["challenges"] >= CLEAR and points["challenges"] + CHALLENGE_MARGIN >= max(points.values()):
        return "challenges"
    if points["left"] >= CLEAR and (back is None or points["left"] >= points["away"]):
        return "left"
    best = max(points, key=lambda family: points[family])
    return best if points[best] else ""


def _unspoken(mail: Mail, said: str) -> str:
    """An automatic mail without telling words: one in the first person is an absence, one of a desk a receipt."""
    answers = mail.fields.has("x-apple-action") or matches(fold(mail.fields.get("subject")), "subjects", "machine")
    personal = mail.fields.get("x-apple-action") == "VACATION" or matches(said, "away", "first_person")
    return "away" if answers and personal else "receipts"


def _return_date(mail: Mail, said: str) -> date | None:
    """From the text; from the subject only when it is a notice of its own, not ours with a prefix."""
    written = date_of(mail.fields) or datetime.min.replace(tzinfo=UTC)
    if written == datetime.min.replace(tzinfo=UTC):
        return None
    context = Context(written.date(), day_first(said, written, mail.fields.get("content-language")))
    subject = sentences(mail.fields.get("subject"))
    own_subject = matches(subject, "subjects", "away") and not re.search(r"\b(re|aw|tr|fwd?|sv|wg) ?:", subject)
    return return_date(said, context) or (return_date(subject, context) if own_subject else None)
