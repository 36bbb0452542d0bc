"""Whatever arrives is read: broken, mislabelled, hostile or huge."""

import base64
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from outreach.choices import MailKind
from outreach.inbound.interpret import interpret
from tests.outreach.inbound.corpus import labelled, mail, raw

SECONDS = 10  # far more than a mail of any size takes, even on a busy machine
OURS = [raw(f"first/{name.removesuffix('.eml')}") for name in labelled("first")]
NOTICE = next(one for one in OURS if b"message/disposition-notification" in one)
CUTS = st.tuples(st.sampled_from(OURS), st.integers(0, 3000), st.integers(0, 200), st.binary(max_size=60))


@given(st.binary(max_size=3000))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_give_a_reading(raw_bytes: bytes) -> None:
    assert interpret(raw_bytes).kind in MailKind.values


@given(CUTS)
@example((NOTICE, NOTICE.index(b"message/disposition"), 0, b"\x00"))  # in a part's type
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_mail_gives_a_reading_that_can_be_stored(cut: tuple[bytes, int, int, bytes]) -> None:
    original, start, length, noise = cut
    reading = interpret(original[:start] + noise + original[start + length :])
    stored = (reading.subject, reading.text, reading.quoted, reading.html, *reading.attachments, *reading.recipients)
    assert all("\x00" not in text and text.encode("utf-8") is not None for text in stored)


@pytest.mark.parametrize(
    "body",
    [
        b"line of text\n" * 2_500_000,
        b"x" * 30_000_000,
        b"--b\n\nx\n" * 1_000_000,
        b"Content-Type: message/rfc822\n\n" * 100_000,
        b"On Mon, " * 1_000_000,
        b"550 5.1.1 until 27.11. back on monday a@a." * 200_000,
    ],
    ids=["many lines", "one line", "swarm of parts", "mails in mails", "almost a quotation", "cues without end"],
)
def test_work_is_bounded_for_a_mail_of_thirty_megabytes(body: bytes) -> None:
    head = b'From: a@b.example\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\n'
    began = time.monotonic()
    reading = interpret(head + body)
    assert time.monotonic() - began < SECONDS
    assert any(problem.startswith("cut") or problem == "structure" for problem in reading.problems)


def test_deeply_nested_html_is_bounded_too() -> None:
    began = time.monotonic()
    page = b"<blockquote>" * 30_000 + b"hello"
    interpret(b"From: a@b.example\nContent-Type: text/html\n\n" + page)
    assert time.monotonic() - began < SECONDS


def test_a_false_charset_is_seen_through() -> None:
    text = "Grüße aus Köln, schöne Bücher für später"
    as_latin = b"Content-Type: text/plain; charset=utf-8\n\n" + text.encode("cp1252")
    as_utf8 = b"Content-Type: text/plain; charset=us-ascii\n\n" + text.encode()
    unknown = b"Content-Type: text/plain; charset=x-nonsense\n\n" + text.encode()
    assert [interpret(body).text for body in (as_latin, as_utf8, unknown)] == [text] * 3
    assert interpret(as_latin).problems == ("no_header", "charset") or "charset" in interpret(as_latin).problems


def test_headers_are_unfolded_and_decoded() -> None:
    folded = mail(
        "hello", subject="=?utf-8?B?w4RuZ\n =?= =?iso-8859-1?Q?stlich=2C?=\n =?utf-8?Q?_Caf=C3?= =?utf-8?Q?=A9?="
    )
    assert interpret(folded).subject.endswith("stlich, Café")


def test_without_any_header_the_text_is_still_read() -> None:
    reading = interpret(b"\nPlease call me.")
    assert (reading.text, reading.sender, reading.date) == ("Please call me.", "", None)
    assert "no_header" in reading.problems


def test_threads_and_people_are_named() -> None:
    reading = interpret(mail("ok", In_Reply_To="<m1@acme.example>", References="<m0@acme.example> <m1@acme.example>"))
    assert reading.message_id == "<d1@lead.example>"
    assert (reading.in_reply_to, reading.references) == (
        "<m1@acme.example>",
        ("<m0@acme.example>", "<m1@acme.example>"),
    )
    assert (reading.sender, reading.sender_name, reading.recipients) == (
        "dana@lead.example",
        "Dana",
        ("bob@acme.example",),
    )
    assert str(reading.date) == "2026-11-20 10:15:00+01:00"


def test_html_is_kept_only_as_far_as_it_is_safe() -> None:
    page = (
        '<p onclick="x()">Hi <a href="javascript:x()">there</a><script>x()</script><img src="https://t.example/p"></p>'
    )
    reading = interpret(b"From: a@b.example\nContent-Type: text/html\n\n" + page.encode())
    assert reading.text == "Hi there"
    assert not any(word in reading.html for word in ("onclick", "javascript", "script", "img"))


def test_attachments_are_named_and_what_they_enclose_says_nothing_of_the_sender() -> None:
    reading = interpret(raw("held_back/person-attached-bounce"))
    assert (reading.kind, reading.attachments) == (MailKind.HUMAN, ("returned.eml",))


def test_a_body_in_base64_is_read() -> None:
    coded = base64.encodebytes("Très bien, à mardi.".encode())
    head = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    assert interpret(b"From: a@b.example\n" + head + coded).text == "Très bien, à mardi."
