"""A conversation is read as mail: HTML that is safe, and what is quoted folded away."""

import pytest

from crm.models import Contact
from outreach.inbound.html import safe_html
from outreach.models import InboundMessage
from outreach.threads import Line, fold_quotes
from quotahit import clock


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Yes.</p>", "<p>Yes.</p>"),
        (
            "Yes.<blockquote>Will you?<blockquote>Hello</blockquote></blockquote>Bye",
            "Yes.<details><summary>Quoted text</summary><blockquote>Will you?<blockquote>Hello</blockquote>"
            "</blockquote></details>Bye",
        ),
        (
            "<blockquote>a</blockquote>b<blockquote>c</blockquote>",
            "<details><summary>Quoted text</summary><blockquote>a</blockquote></details>b"
            "<details><summary>Quoted text</summary><blockquote>c</blockquote></details>",
        ),
        (
            "<blockquote>never closed",
            "<details><summary>Quoted text</summary><blockquote>never closed</blockquote></details>",
        ),
        ("closed twice</blockquote></blockquote>", "closed twice"),
        ("&lt;blockquote&gt;", "&lt;blockquote&gt;"),
    ],
)
def test_each_outermost_quotation_is_folded(html: str, expected: str) -> None:
    assert fold_quotes(safe_html(html)) == expected


def letter(acme, dana: Contact, **fields: str) -> str:
    message = InboundMessage(organization=acme, contact=dana, kind="human", sender="dana@globex.example", **fields)
    return str(Line(clock.now(), message).letter)


def test_what_would_run_or_load_is_gone(acme, dana) -> None:
    html = '<p onclick="x()">Hi<script>steal()</script><img src="https://spy.example/1.gif">'
    html += '<a href="javascript:x()">here</a></p>'
    shown = letter(acme, dana, html=html, text="Hi")
    for word in ("onclick", "script", "img", "spy.example"):
        assert word not in shown
    assert "Hi" in shown


def test_a_quotation_that_is_not_marked_is_folded_by_its_text(acme, dana) -> None:
    html = "<p>Fine.</p><p>From: Bob<br>Sent: Monday</p><p>Shall we?</p>"
    shown = letter(acme, dana, html=html, text="Fine.", quoted="From: Bob\nSent: Monday\n\nShall we? <b>")
    new, folded = shown.split("<details>")
    assert new == "<p>Fine.</p>"
    assert "Shall we? &lt;b&gt;" in folded


def test_a_mail_of_text_alone_is_shown_in_paragraphs(acme, dana) -> None:
    assert letter(acme, dana, text="Yes <3\n\nDana") == "<p>Yes &lt;3</p>\n<p>Dana</p>"
