"""Mail from people who mean harm: it is read within bounds, kept as it came, acted upon rightly, and shown as text."""

import base64
import gc
import gzip
import time
from collections.abc import Callable
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.addresses import address_key, email_key, phone_key
from compliance.models import Suppression
from compliance.opt_out import find_opt_out
from crm.models import Contact, Hold, Interaction
from crm.names import company_key, fold
from outreach.choices import MailKind
from outreach.inbound.effects import LONGEST_AWAY
from outreach.inbound.html import html_to_text, safe_html
from outreach.inbound.interpret import interpret
from outreach.inbound.process import process_waiting
from outreach.inbound.quoting import split_reply
from outreach.inbound.receive import receive_mail
from outreach.models import Delivery, InboundMessage
from outreach.replies.classify import classify
from quotahit.accounts.models import Organization
from quotahit.events.models import RawInbound
from tests.console.browser.hostile import PAGE, WANTS_TO_RUN

pytestmark = pytest.mark.once

HEAD = b"From: Dana <dana@globex.example>\nSubject: x\n"
PARTS = b'Content-Type: multipart/mixed; boundary="b"\n\n'
QUIET = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
# What grows with the mail: each is read at a size and at five times that size.
GROWING: dict[str, Callable[[int], bytes]] = {
    "headers": lambda n: b"X-A: b\n" * n + b"\nhi",
    "a header without end": lambda n: b"Subject: " + b"a\n " * n + b"\n\nhi",
    "encoded words": lambda n: b"Subject: " + b"=?utf-8?B?w4Ru?= " * n + b"\n\nhi",
    "encoded words that never close": lambda n: b"Subject: " + b"=?utf-8?B?" * n + b"\n\nhi",
    "recipients": lambda n: b"To: " + b"a@b.example, " * n + b"\n\nhi",
    "comments in an address": lambda n: b"From: " + b"(" * n + b"a@b.example\n\nhi",
    "parameters": lambda n: b"Content-Type: text/plain" + b"; a*0*=x" * n + b"\n\nhi",
    "parts": lambda n: PARTS + b"--b\n\nx\n" * n,
    "parts in parts": lambda n: b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(n // 10)
    ),
    "mails in mails": lambda n: b"Content-Type: message/rfc822\n\n" * n + b"hi",
    "tags": lambda n: HEAD + b"Content-Type: text/html\n\n" + b"<table><tr><td>" * n,
    "tags that never close": lambda n: HEAD + b"Content-Type: text/html\n\n" + b'<a href="x" ' * n,
    "misnested tags": lambda n: HEAD + b"Content-Type: text/html\n\n" + b"<b><p></b>" * n,
    "comments": lambda n: HEAD + b"Content-Type: text/html\n\n" + b"<!--" * n,
    "quotations": lambda n: HEAD + b"\n" + b"> " * n,
    "almost a quotation": lambda n: HEAD + b"\n" + b"On Mon, Jan 1 2026 at 1 " * n,
    "blank lines": lambda n: HEAD + b"\nA" + b" \n" * n + b"B",
    "almost addresses": lambda n: HEAD + b"\n" + b"a.b-c+d@" * n,
    "dates": lambda n: HEAD + b"\n" + b"back on 27.11.2026 until 3. " * n,
    "accents on one letter": lambda n: HEAD + b"Content-Type: text/plain; charset=utf-8\n\na" + "\u0301".encode() * n,
    "letters that unfold": lambda n: HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + "\ufdfa".encode() * n,
    "escapes": lambda n: HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + b"\x1b$B" * n,
    "reports": lambda n: HEAD + PARTS + b"--b\nContent-Type: message/delivery-status\n\n" + b"Status: 5.1.1\n\n" * n,
    "refusals": lambda n: HEAD + b"\n" + b"550 5.1.1 user unknown <a@b.example>: " * n,
    "wishes to stop": lambda n: HEAD + b"\n" + b"please do not not stop unsubscribe remove me " * n,
    "json": lambda n: HEAD + b"\n" + b'{"Type":' * n,
    "a file's name": lambda n: b"Content-Type: application/x; name*=utf-8''" + b"%41" * n + b"\n\nx",
}


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_no_faster_than_the_mail(name: str) -> None:
    """Processor time, so that a busy machine changes nothing; the small floor is for what any mail costs."""
    small, large = (_seconds(GROWING[name](n)[:5_000_000]) for n in (20_000, 100_000))
    assert large < 8 * max(small, 0.25)


# Words that a pattern could cut in many ways: each is understood at once, or not at all.
KNOTS = {
    "marks": '"' * 5000,
    "marks of all kinds": '"/-()' * 4000,
    "a word of hyphens": "stop " + "a-" * 8000,
    "questions": "?" * 16_000,
    "dots": "a." * 16_000,
    "signs": "+1" * 16_000,
    "letters that unfold": "\ufdfa" * 20_000,
    "almost a wish": "please do not not " * 3000,
    "quotes in gaps": 'remove "me" (or) / "us" - ' * 1500,
}


@pytest.mark.parametrize("name", KNOTS)
def test_no_words_keep_the_classifier_busy(name: str) -> None:
    classify("hello")  # loads what is loaded once
    began = time.process_time()
    classify(KNOTS[name])
    assert time.process_time() - began < 6


def _seconds(raw: bytes) -> float:
    """Of the reading alone: to collect what earlier tests left is no work of this mail's."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        interpret(raw)
        return time.process_time() - began
    finally:
        gc.enable()


def _arrives(organization: Organization, raw: bytes) -> InboundMessage:
    receive_mail(organization, raw, source="test", vendor_id="")
    while process_waiting():
        pass
    return InboundMessage.objects.get()


def _attached(name: str, content: bytes, kind: str = "application/zip") -> bytes:
    coded = base64.encodebytes(content)
    part = b'--b\nContent-Type: %b\nContent-Disposition: attachment; filename="%b"\n' % (kind.encode(), name.encode())
    return HEAD + PARTS + b"--b\n\nhello\n" + part + b"Content-Transfer-Encoding: base64\n\n" + coded + b"\n--b--\n"


STORED = {
    "zeros": HEAD + b"\nhel\0lo\0",
    "half a character": HEAD + b"Content-Type: text/plain; charset=utf-8\n\nhello \xed\xa0\x80 \xf0\x9f",
    "half a character in utf-16": HEAD + b"Content-Type: text/plain; charset=utf-16-le\n\n\x3d\xd8hello",
    "a lie": HEAD + b"Content-Type: text/plain; charset=ebcdic-cp-us\n\nhello",
    "a codec that is no charset": HEAD + b"Content-Type: text/plain; charset=zlib\n\nhello",
    "utf-7": HEAD + b"Content-Type: text/plain; charset=utf-7\n\n+ADw-script+AD4-hello",
    "right to left": HEAD + "Content-Type: text/plain; charset=utf-8\n\nhello \u202egnp.exe\u2066".encode(),
    "raw bytes in headers": b"From: D\xe4na <dana@globex.example>\nSubject: \xff\xfe\x00\n\nhello",
    "words in no charset": b"From: dana@globex.example\nSubject: =?x-no?B?/////w==?= =?utf-8?Q?=ED=A0=80=00?=\n\nhi",
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\n\naGVsbG8\xff=====A",
    "no such encoding": HEAD + b"Content-Transfer-Encoding: x-rot13\n\nhello",
    "a part that is never closed": HEAD + PARTS + b"--b\nContent-Type: text/plain\n\nhello",
    "no part at all": HEAD + PARTS,
    "a zip bomb": _attached("bomb.zip", gzip.compress(bytes(10_000_000))),
    "a picture that is a page": _attached("a.png", PAGE.encode(), "image/png"),
    "a name that leads out": _attached("../../../etc/passwd", b"x"),
    "a name with a script": _attached("<script>x</script>.html", PAGE.encode(), "text/html"),
    "thousands of headers": HEAD + b"X-Filler: y\n" * 20_000 + b"\nhello",
    "nothing": b"",
    "one line end": b"\r\n",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", STORED)
def test_it_is_stored_shown_and_still_there_as_it_came(
    name: str, acme: Organization, dana: Contact, as_alice: Client
) -> None:
    raw = STORED[name]
    message = _arrives(acme, raw)
    row = RawInbound.objects.get()
    assert bytes(row.body) == raw
    assert row.status == RawInbound.Status.READ
    page = as_alice.get(f"/outreach/inboundmessage/{message.pk}/change/")
    assert page.status_code == 200
    assert b"<script>x" not in page.content
    assert as_alice.get(f"/events/rawinbound/{row.pk}/change/").status_code == 200
    download = as_alice.get(f"/events/rawinbound/{row.pk}/download/")
    assert (download.content, download.headers["Content-Type"]) == (raw, "application/octet-stream")
    assert download.headers["Content-Disposition"].startswith("attachment")
    if message.contact_id:
        assert as_alice.get(f"/contacts/{message.contact_id}/").status_code == 200


@pytest.mark.django_db
def test_thirty_megabytes_are_kept_and_read_as_far_as_text_goes(acme: Organization, as_alice: Client) -> None:
    raw = HEAD + b"\nPlease stop writing to me.\n" + b"x" * (30 * 1024 * 1024)
    message = _arrives(acme, raw)
    assert len(RawInbound.objects.get().body) == len(raw)
    assert "cut_length" in message.problems
    assert len(as_alice.get(f"/outreach/inboundmessage/{message.pk}/change/").content) < 2_000_000


@pytest.mark.django_db
def test_what_cannot_be_read_is_kept_raw_and_shown_as_such(
    acme: Organization, as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach.inbound import process

    receive_mail(acme, HEAD + b"\nhello", source="test", vendor_id="1")
    monkeypatch.setattr(process, "interpret", lambda raw: 1 / 0)  # the reader fails, for whatever reason
    for _ in range(process.ATTEMPTS):
        RawInbound.objects.update(claimed_until=None)
        process_waiting()
    row = RawInbound.objects.get()
    assert (row.status, bytes(row.body)) == (RawInbound.Status.UNREADABLE, HEAD + b"\nhello")
    assert b"Could not be read" in as_alice.get(f"/events/rawinbound/{row.pk}/change/").content


@pytest.mark.django_db
def test_a_header_that_comes_in_goes_out_as_no_header(mail_to_dana: Delivery, acme: Organization) -> None:
    """Subjects and ids of inbound mail stand in the answers that we write to them."""
    from outreach.compose import one_line

    evil = b"Subject: =?utf-8?Q?Hi=0D=0ABcc=3A_all=40evil.example?=\nMessage-ID: <a\r\n Bcc: b@evil.example>\n"
    message = _arrives(acme, b"From: dana@globex.example\n" + evil + b"\nhello")
    assert "\n" not in one_line(message.subject)
    assert "\r" not in one_line(message.subject)
    reply = EmailMessage()
    reply["Subject"] = f"Re: {one_line(message.subject)}"
    if message.message_id:
        reply["In-Reply-To"] = message.message_id
    assert reply["Bcc"] is None
    assert b"\nBcc:" not in reply.as_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sender", ["dаna@globex.example", "dana@gl\u043ebex.example", "dana@globex.example.evil.example"]
)
def test_a_look_alike_is_somebody_else(sender: str, acme: Organization, dana: Contact) -> None:
    """Letters of another script make another address: its wish to stop closes its own address, not Dana's."""
    message = _arrives(acme, f"From: Dana <{sender}>\nSubject: x\n\nUnsubscribe me.".encode())
    assert message.contact is None
    hashes = set(Suppression.objects.values_list("address_hash", flat=True))
    from compliance.addresses import hash_of

    assert hash_of("email", "dana@globex.example") not in hashes


@pytest.mark.django_db
def test_hostile_html_reaches_the_timeline_as_words(acme: Organization, dana: Contact, as_alice: Client) -> None:
    raw = b"From: dana@globex.example\nContent-Type: text/html; charset=utf-8\n\n" + PAGE.encode()
    message = _arrives(acme, raw)
    for word in (
        "<script",
        "onerror",
        "onload",
        "javascript:",
        "<img",
        "<iframe",
        "<style",
        "<form",
        "x-data",
        "outside",
    ):
        assert word not in message.html.lower(), word
    page = as_alice.get(f"/contacts/{dana.pk}/").content.decode()
    assert "Hello from Dana" in page
    assert WANTS_TO_RUN not in page
    assert Interaction.objects.filter(contact=dana, direction="inbound").exists()


TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            ["stop", "please", "not", "don't", "On Mon", "wrote:", ">", "\n", " ", "27.11.2026", "until", "KW 48", "--",
             "a@b.example", "+49 30 901820", "\u202e", "\ufdfa", "<div>", "\0", "İ", "ß", "ﬀ", "=?utf-8?Q?=00?="]
        ), max_size=60,
    ).map(" ".join),
)  # fmt: skip


@QUIET
@given(TEXTS)
def test_any_words_have_a_meaning_or_none(text: str) -> None:
    find_opt_out(text)
    assert classify(text).label
    reply = split_reply(text)
    assert isinstance(reply.text, str)
    fold(text)
    company_key(text)


@QUIET
@given(TEXTS)
def test_any_html_is_safe_and_stays_so(text: str) -> None:
    safe = safe_html(f"<p>{text}<a href='{text}'>x</a>")
    assert safe_html(safe) == safe
    html_to_text(safe)
    assert "<script" not in safe.lower()


@QUIET
@given(TEXTS, st.sampled_from(["US", "DE", "", "ZZ", "x"]))
def test_any_address_has_a_stable_key_or_none(text: str, country: str) -> None:
    """A key of a key is itself: else one person would have two."""
    for key in (email_key(text), phone_key(text, country)):
        assert key == "" or "\0" not in key
    email, phone = email_key(text), phone_key(text, country)
    assert not email or email_key(email) == email
    assert not phone or phone_key(phone, country) == phone
    for kind in ("email", "phone", "linkedin", "chat"):
        address_key(kind, text)


@QUIET
@given(TEXTS, st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1)))
def test_a_return_date_is_never_nonsense(text: str, today: date) -> None:
    head = "From: a@b.example\nSubject: Out of office\nAuto-Submitted: auto-replied\n"
    head += f"Date: {today:%a, %d %b %Y} 10:00:00 +0000"
    reading = interpret(f"{head}\n\nI am away {text}".encode("utf-8", "replace"))
    assert reading.kind in MailKind.values
    assert reading.return_date is None or reading.return_date.year < 2100
    assert "reader" not in reading.problems


DATES = [
    "Fri, 31 Dec 9999 23:59:59 -1200",
    "Sat, 01 Jan 0001 00:00:00 +1400",
    "1 Jan 99999999 00:00:00 +9999",
    "x" * 9000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("written", DATES)
def test_a_mail_of_another_time_is_read_all_the_same(written: str, acme: Organization, dana: Contact) -> None:
    head = f"From: dana@globex.example\nDate: {written}\nSubject: Away\nAuto-Submitted: auto-replied\n\n"
    message = _arrives(acme, f"{head}I am away until tomorrow, back on 31.12.2099.".encode())
    assert (message.kind, message.problems) == (MailKind.OUT_OF_OFFICE, [])
    hold = Hold.objects.standing().get(contact=dana)
    assert hold.until is not None
    assert hold.until < message.received_at + LONGEST_AWAY + timedelta(days=1)


@pytest.mark.django_db
def test_a_mail_that_trips_every_reader_is_kept_and_its_wish_to_stop_is_heard(
    acme: Organization, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach.inbound import interpret as reader

    monkeypatch.setattr(reader, "open_mail", lambda raw: 1 / 0)
    message = _arrives(acme, b"From: Dana <dana@globex.example>\nSubject: x\n\nPlease unsubscribe me.")
    assert (message.contact, message.problems) == (dana, ["reader"])
    assert Suppression.objects.get().reason == "unsubscribed"
