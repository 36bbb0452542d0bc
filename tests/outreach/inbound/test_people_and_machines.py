"""A person's mail is human whatever its headers look like; an automatic one is not, even without any."""

import pytest

from outreach.choices import MailKind
from outreach.inbound.interpret import interpret
from tests.outreach.inbound.corpus import mail

LIES = {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All", "Precedence": "bulk"}
NOTICE = (
    "Thank you for your message. I am out of the office until 30 November with limited access to email. "
    "In urgent cases please contact the front desk."
)


@pytest.mark.parametrize(
    "text",
    [
        "I'm away, call me Monday.",
        "Out till Thursday. Ping me then.",
        "Hi Bob, I'm on holiday until Monday but happy to chat after that. Does Tuesday 10am work?",
        "Bin im Urlaub, melde mich nächste Woche.",
        "Hallo Bob, ich bin bis Freitag im Urlaub, danach gerne. Passt Montag 9 Uhr?",
        "Je suis en déplacement cette semaine, rappelez-moi lundi.",
        "Bitte wenden Sie sich an meinen Kollegen Herrn Maier, er ist dafür zuständig.",
        "Please contact my colleague Jane Roe (jane@lead.example), she is responsible for procurement.",
        "John has left the company. I took over his role, feel free to send the proposal to me.",
        "I have received your offer and will get back to you within two weeks.",
        "ok",
    ],
)
def test_a_person_who_types_is_a_person(text: str) -> None:
    assert interpret(mail(text)).kind == MailKind.HUMAN


@pytest.mark.parametrize(
    "text",
    [
        "Sounds good. Could you send the contract?",
        "Please remove me from your list.",
        "Merci de ne plus me contacter.",
        "Ihr Angebot klingt gut, was kostet das für 50 Nutzer?",
        "Hi Bob, we discussed your proposal and would like a demo on Thursday.",
    ],
)
def test_headers_that_lie_do_not_make_a_person_a_machine(text: str) -> None:
    assert interpret(mail(text, **LIES)).kind == MailKind.HUMAN


def test_mail_through_a_list_is_from_a_person() -> None:
    headers = {"List_Id": "<buyers.lead.example>", "Precedence": "list", "List_Unsubscribe": "<mailto:x@lead.example>"}
    assert interpret(mail("We tried it last year.", **headers)).kind == MailKind.HUMAN


@pytest.mark.parametrize("subject", ["Out of office", "Re: Hello"])
def test_a_formal_notice_needs_no_header(subject: str) -> None:
    assert interpret(mail(NOTICE, subject=subject)).kind == MailKind.OUT_OF_OFFICE


def test_a_notice_that_is_only_quoted_says_nothing_about_the_writer() -> None:
    text = f"No hurry, see you then.\n\nOn Fri, 20 Nov 2026, Bob Rep wrote:\n> {NOTICE}"
    assert interpret(mail(text, subject="Re: Automatic reply: Hello")).kind == MailKind.HUMAN


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"X_Apple_Action": "VACATION"},
        {"Precedence": "auto_reply"},
        {"Return_Path": "<>"},
    ],
)
def test_a_header_decides_when_the_words_say_nothing(headers: dict[str, str]) -> None:
    assert interpret(mail("Gone fishing.", **headers)).kind != MailKind.HUMAN


def test_nobody_speaks_of_oneself_by_name() -> None:
    text = "Anna Schmidt is on a long trip. Jo is glad to help."
    assert interpret(mail(text, sender="Anna Schmidt <anna@lead.example>")).kind != MailKind.HUMAN
    assert interpret(mail(text, sender="Jo Berg <jo@lead.example>")).kind == MailKind.HUMAN


def test_an_accepted_invitation_is_an_act_of_a_person_unless_a_room_accepts() -> None:
    reply = "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR"
    head = b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
    part = f"\n--b\nContent-Type: text/calendar; method=REPLY\n\n{reply}\n--b--\n".encode()
    person = b"From: dana@lead.example\nSubject: Accepted: Demo\n" + head + b"See you." + part
    room = b"From: room4@lead.example\nSubject: Accepted: Demo\nAuto-Submitted: auto-generated\n" + head
    room += b"Your request was accepted.\nSent by Microsoft Exchange Server" + part
    assert interpret(person).kind == MailKind.HUMAN
    assert interpret(room).kind == MailKind.AUTO_ACK


def test_somebody_elses_address_is_the_alternate_and_the_writers_own_is_not() -> None:
    text = (
        NOTICE + "\nContact kim.lee@lead.example or reach me at dana.private@lead.example.\n\nDana\ndana@lead.example"
    )
    assert interpret(mail(text)).alternate_contact == "kim.lee@lead.example"
    assert interpret(mail(NOTICE + "\n\nDana\ndana@lead.example")).alternate_contact == ""
