"""A raw mail taken apart: what it says itself, what reports it carries, what mail it encloses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

from outreach.inbound.charsets import clean, decode
from outreach.inbound.headers import Fields

RAW_LIMIT = 5_000_000  # bytes; text stands first, what follows are attachments
HEADER_LIMIT = 300_000
PART_LIMIT = 1_000
TEXT_LIMIT = 200_000  # characters kept of one body
HTML_LIMIT = 100_000  # deeper nesting than fits into this makes the sanitiser slow
DEEPEST = 20
BOUNDARY_LINE = re.compile(rb"\n--")
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
REPORTS = {
    "message/delivery-status": "status",
    "message/global-delivery-status": "status",
    "message/feedback-report": "feedback",
    "message/disposition-notification": "disposition",
    "message/global-disposition-notification": "disposition",
}
ENCLOSED_HEADERS = {"text/rfc822-headers", "text/rfc822", "message/global-headers"}


@dataclass
class Mail:
    """The parts of one mail. Report parts count only when they stand in the mail itself, not in one it encloses."""

    fields: Fields
    content_type: str = "text/plain"
    plain: str = ""
    html: str = ""
    calendar: str = ""
    status: list[Fields] = field(default_factory=list)
    feedback: list[Fields] = field(default_factory=list)
    disposition: list[Fields] = field(default_factory=list)
    enclosed: Fields = field(default_factory=Fields)  # header of the first mail it encloses
    attachments: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def open_mail(raw: bytes) -> Mail:
    """Take a raw mail apart, within limits. Never raises; what could not be read stands in `problems`."""
    bounded, problems = _bounded(raw)
    try:
        message = message_from_bytes(bounded)
        parts = list(_walk(message, "", 0))
    except (RecursionError, ValueError, TypeError, LookupError, AttributeError, AssertionError):
        # The standard parser has no error of its own for broken nesting; the header and bare text can still be read.
        message = BytesHeaderParser().parsebytes(bounded)
        parts = [(message, "")]
        problems.append("structure")
    mail = Mail(Fields(message.raw_items()), message.get_content_type(), problems=problems)
    if not mail.fields:
        mail.note("no_header")
    for part, enclosed_in in parts[:PART_LIMIT]:
        _take(mail, part, enclosed_in)
    return mail


def _bounded(raw: bytes) -> tuple[bytes, list[str]]:
    """Cut what would cost unbounded work: very long mails, headers and swarms of parts."""
    problems: list[str] = []
    if len(raw) > RAW_LIMIT:
        raw, problems = raw[:RAW_LIMIT], ["cut_length"]
    blank = BLANK_LINE.search(raw)
    if (blank.start() if blank else len(raw)) > HEADER_LIMIT:
        raw = raw[: raw.rfind(b"\n", 0, HEADER_LIMIT) + 1] + b"\n" + (raw[blank.end() :] if blank else b"")
        problems.append("cut_header")
    lines = BOUNDARY_LINE.finditer(raw)
    beyond = next((line.start() for count, line in enumerate(lines) if count >= 2 * PART_LIMIT), None)
    if beyond is not None:
        raw = raw[:beyond]
        problems.append("cut_parts")
    return raw, problems


def _walk(part: Message, enclosed_in: str, depth: int) -> Iterator[tuple[Message, str]]:
    """Every part with the type of the mail or report that encloses it, "" for the mail itself."""
    yield part, enclosed_in
    if depth >= DEEPEST or not part.is_multipart():
        return
    if not enclosed_in and part.get_content_maintype() == "message":
        enclosed_in = part.get_content_type()
    for child in part.get_payload():
        if isinstance(child, Message):
            yield from _walk(child, enclosed_in, depth + 1)


def _take(mail: Mail, part: Message, enclosed_in: str) -> None:
    """Put one part where it belongs."""
    content_type = part.get_content_type()
    if enclosed_in in REPORTS:
        getattr(mail, REPORTS[enclosed_in]).append(Fields(part.raw_items()))
        _report_in_body(mail, part, REPORTS[enclosed_in])
    elif enclosed_in:
        mail.enclosed = mail.enclosed or Fields(part.raw_items())
    elif content_type in ENCLOSED_HEADERS:
        mail.enclosed = mail.enclosed or fields_in(_text(mail, part))
    elif (name := _filename(part)) and not _is_first_text(mail, part):
        mail.attachments.append(name)
        _take_calendar(mail, part, content_type)
    elif part.get_content_maintype() in ("text", "multipart") and not part.is_multipart():
        _take_text(mail, part, content_type)


def _report_in_body(mail: Mail, part: Message, kind: str) -> None:
    """Report fields that stand where a body should: a blank line too many, or a coded report."""
    if not part.is_multipart() and (body := _text(mail, part)).strip():
        for block in re.split(r"\n\s*\n", body)[:PART_LIMIT]:
            getattr(mail, kind).append(fields_in(block))


def _is_first_text(mail: Mail, part: Message) -> bool:
    """Some systems give even the body a file name."""
    body = part.get_content_type() in ("text/plain", "text/html")
    return body and part.get_content_disposition() != "attachment" and not (mail.plain or mail.html)


def _take_calendar(mail: Mail, part: Message, content_type: str) -> None:
    if content_type == "text/calendar":
        mail.calendar = mail.calendar or _text(mail, part)


def _take_text(mail: Mail, part: Message, content_type: str) -> None:
    """A body without a name. Several of a kind are read one after the other."""
    text = _text(mail, part)
    if content_type == "text/html":
        mail.html = _kept(mail, mail.html + text, HTML_LIMIT)
    elif content_type == "text/calendar":
        mail.calendar = mail.calendar or text
    else:
        mail.plain = _kept(mail, f"{mail.plain}\n{text}".strip("\n"), TEXT_LIMIT)


def _kept(mail: Mail, text: str, limit: int) -> str:
    if len(text) > limit:
        mail.note("cut_text")
    return text[:limit]


def _text(mail: Mail, part: Message) -> str:
    """The body of a part as text with plain line ends."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    if len(raw) > 4 * TEXT_LIMIT:
        raw = raw[: 4 * TEXT_LIMIT]
        mail.note("cut_text")
    text, honest = decode(raw, part.get_content_charset("") or "")
    if not honest:
        mail.note("charset")
    return text.replace("\r\n", "\n").replace("\r", "\n")[:TEXT_LIMIT]


def _filename(part: Message) -> str:
    """The name of an attachment, "" for a part that is shown as the text of the mail."""
    name, kind = clean(str(part.get_filename("") or "")), clean(part.get_content_type()).strip()
    if name or part.get_content_disposition() == "attachment":
        return " ".join(name.split())[:200] or kind
    shown = part.get_content_maintype() in ("text", "multipart", "message")
    return "" if shown else kind


def fields_in(text: str) -> Fields:
    """Header fields that stand in a text."""
    return Fields(BytesHeaderParser().parsebytes(text.strip().encode()).raw_items())
