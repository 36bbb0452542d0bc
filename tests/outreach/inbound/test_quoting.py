"""What is new in a mail, apart from what it quotes."""

import pytest

from outreach.inbound.quoting import split_reply

OURS = "Hello Dana,\nshall we talk on Tuesday?"
QUOTED = "\n".join(f"> {line}" for line in OURS.splitlines())


@pytest.mark.parametrize(
    "attribution",
    [
        "On Fri, 20 Nov 2026 at 10:15, Bob Rep <bob@acme.example> wrote:",
        "On Fri, Nov 20, 2026 at 10:15 AM Bob Rep <\nbob@acme.example> wrote:",
        "Am Fr., 20. Nov. 2026 um 10:15 Uhr schrieb Bob Rep <bob@acme.example>:",
        "Am 20.11.26 um 10:15 schrieb Bob Rep:",
        "Bob Rep <bob@acme.example> schrieb am Fr. 20. Nov. 2026 um 10:15:",
        "Le ven. 20 nov. 2026 à 10:15, Bob Rep <bob@acme.example> a écrit :",
        "El vie, 20 nov 2026 a las 10:15, Bob Rep (<bob@acme.example>) escribió:",
        "Il giorno ven 20 nov 2026 alle ore 10:15 Bob Rep ha scritto:",
        "Op vr 20 nov 2026 om 10:15 schreef Bob Rep <bob@acme.example>:",
        "2026-11-20 10:15 GMT+01:00 Bob Rep <bob@acme.example>:",
    ],
)
def test_the_line_above_a_quotation_ends_the_new_part(attribution: str) -> None:
    assert split_reply(f"Yes, gladly.\n\n{attribution}\n\n{QUOTED}").text == "Yes, gladly."
    assert split_reply(f"Yes, gladly.\n\n{attribution}\n\n{OURS}").text == "Yes, gladly."


@pytest.mark.parametrize(
    "header",
    [
        "From: Bob Rep\nSent: Friday, 20 November 2026\nTo: Dana\nSubject: Hello",
        "*Von:* Bob Rep\n*Gesendet:* Freitag, 20. November 2026\n*An:* Dana\n*Betreff:* Hallo",
        "De : Bob Rep\nEnvoyé : vendredi 20 novembre 2026\nÀ : Dana\nObjet : Bonjour",
        "-----Original Message-----\nFrom: Bob Rep",
        "-----Ursprüngliche Nachricht-----\nVon: Bob Rep",
        "-----Message d'origine-----\nDe : Bob Rep",
        "---------- Forwarded message ---------\nFrom: Bob Rep",
        "Anfang der weitergeleiteten Nachricht:\n\nVon: Bob Rep",
    ],
)
def test_the_header_of_an_older_mail_ends_the_new_part(header: str) -> None:
    assert split_reply(f"Passt mir gut.\n\n{header}\n\n{OURS}").text == "Passt mir gut."


def test_answers_between_quoted_lines_are_new() -> None:
    reply = split_reply(f"On Friday, 20 Nov, Bob wrote:\n{QUOTED}\nTuesday is fine.\n> And the price?\nToo high.")
    assert reply.text == "Tuesday is fine.\nToo high."


@pytest.mark.parametrize(
    "signature",
    [
        "--\nDana Lead\nHead of Purchasing",
        "Best regards,\nDana Lead\n+1 555 0100",
        "Mit freundlichen Grüßen\nDana Lead",
        "Cordialement,\nDana",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "This email and any attachments are confidential and intended for the addressee only.",
    ],
)
def test_a_signature_is_not_what_somebody_says(signature: str) -> None:
    reply = split_reply(f"Please call me.\n\n{signature}")
    assert (reply.text, reply.signature) == ("Please call me.", signature)


def test_the_signature_mark_may_end_in_a_space() -> None:
    assert split_reply("Please call me.\n-- \nDana").text == "Please call me."


@pytest.mark.parametrize(
    "text",
    [
        "Thanks,\nI would rather have the bigger plan for the whole team.",
        "From: what I see, it works.\nWe wrote:\nnothing yet.",
        "On Monday we wrote to you.\nNo answer so far.",
    ],
)
def test_ordinary_lines_are_not_taken_for_quotation_or_signature(text: str) -> None:
    assert split_reply(text).text == text
