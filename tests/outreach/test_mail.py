"""The mail on the wire is right: headers, parts, the way out, and nothing smuggled in."""

import re
from urllib.parse import urlsplit

import pytest

from crm.models import Contact
from outreach.channels import Earlier, send
from outreach.choices import Purpose
from outreach.html import html_of
from outreach.models import Mailbox
from tests.outreach.servers import Postbox
from tests.outreach.test_dispatch import AGENT, a_message

BODY = "Hello Dana,\n\nlook at https://acme.example/tour?a=1&b=2.\nIs 3 < 4?\n\nAlice"


def test_text_and_html_say_the_same_and_links_count_only_in_html(
    live: Mailbox, postbox: Postbox, dana: Contact, public_url: str
) -> None:
    send(a_message(dana, live, body=BODY), actor=AGENT)
    (mail,) = postbox.mails
    text, html = (part.get_content() for part in mail.iter_parts())
    assert mail.get_content_type() == "multipart/alternative"
    assert text.startswith("Hello Dana,")
    assert "https://acme.example/tour?a=1&b=2." in text
    assert "Is 3 &lt; 4?" in html
    assert re.search(rf'<a href="{public_url}/t/[\w.-]+">https://acme.example/tour\?a=1&amp;b=2</a>\.', html)
    assert f'<img src="{public_url}/o/' in html


def test_the_sender_can_be_found_and_the_way_out_stands_in_both_parts(
    live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    send(a_message(dana, live), actor=AGENT)
    for part in postbox.mails[0].iter_parts():
        content = part.get_content()
        assert "Acme Analytics" in content
        assert "1 Main Street, Springfield, IL" in content
        assert "/u/" in content


def test_the_list_headers_are_those_of_rfc_8058_on_one_line_each(
    live: Mailbox, postbox: Postbox, dana: Contact, public_url: str
) -> None:
    send(a_message(dana, live), actor=AGENT)
    header = postbox.raw[0].split(b"\r\n\r\n")[0].decode()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in header.splitlines()
    (line,) = [line for line in header.splitlines() if line.startswith("List-Unsubscribe:")]
    https, write = re.findall(r"<([^>]+)>", line)
    assert urlsplit(https).scheme == "https"
    assert https.startswith(f"{public_url}/u/")
    assert write == "mailto:alice@acme.example?subject=unsubscribe"


def test_a_follow_up_names_all_messages_before_it_on_the_wire(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    first = send(a_message(dana, live), actor=AGENT)
    chain = [first.message_id]
    for number in range(12):
        before = Earlier(first.thread_id, first.subject, chain[-1], " ".join(chain[:-1]))
        chain.append(send(a_message(dana, live, key=f"follow {number}", follows=before), actor=AGENT).message_id)
    last = postbox.mails[-1]
    assert last["Subject"] == "Re: Hello"
    assert last["In-Reply-To"] == chain[-2]
    assert last["References"].split() == chain[:-1]


def test_names_of_other_scripts_and_quotes_arrive_whole(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    live.name = 'Zoë "Z" Müller, 東京'
    live.save()
    send(a_message(dana, live, subject="Grüße aus 東京", body="Schöne Grüße"), actor=AGENT)
    (mail,) = postbox.mails
    assert mail["Subject"] == "Grüße aus 東京"
    assert mail["From"].addresses[0].display_name == 'Zoë "Z" Müller, 東京'
    assert mail.get_body(("plain",)).get_content().startswith("Schöne Grüße")


@pytest.mark.parametrize("field", ["subject", "name"])
def test_a_line_break_cannot_smuggle_in_a_header(live: Mailbox, postbox: Postbox, dana: Contact, field: str) -> None:
    evil = "Hello\r\nBcc: victim@elsewhere.example\r\n\r\nBuy!"
    if field == "name":
        live.name = evil
        live.save()
    send(a_message(dana, live, **({"subject": evil} if field == "subject" else {})), actor=AGENT)
    (mail,) = postbox.mails
    assert mail["Bcc"] is None
    assert postbox.recipients == ["dana@globex.example"]


def test_an_international_domain_is_written_in_ascii(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    send(a_message(dana, live, address="Dana.Diaz@bücher.example"), actor=AGENT)
    assert postbox.recipients == ["Dana.Diaz@xn--bcher-kva.example"]


def test_a_transactional_mail_has_no_footer_and_no_list_headers(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    send(a_message(dana, live, purpose=Purpose.TRANSACTIONAL), actor=AGENT)
    (mail,) = postbox.mails
    assert mail["List-Unsubscribe"] is None
    assert "Main Street" not in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\nTwo", "<p>One<br>\nTwo</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('javascript:alert("1")', "<p>javascript:alert(&quot;1&quot;)</p>"),
        (
            'https://a.example/"onclick="x',
            '<p><a href="https://a.example/">https://a.example/</a>&quot;onclick=&quot;x</p>',
        ),
    ],
)
def test_text_becomes_html_without_becoming_code(text: str, html: str) -> None:
    assert html_of(text) == html
