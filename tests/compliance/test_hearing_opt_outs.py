"""Opt-outs are heard in what people write, and not in what only sounds like one."""

import pytest

from compliance.opt_out import find_opt_out


@pytest.mark.parametrize(
    "text",
    [
        "Take me off your list.",
        "I have asked you twice already.",
        "I told you three times to stop.",
        "How hard is it to stop mailing me?",
        "I'd rather not get any more e-mails from you.",
        "Bon, stop.",
        "Stop, merci",
        "Arrêtez svp",
        "Pare de me enviar mensagens",
        "Nunca he dado permiso para esto",
        "No os he dado mi correo",
    ],
)
def test_a_wish_is_heard(text: str) -> None:
    assert find_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "For 2,000 units we'd expect at least 45 percent off your list price.",
        "A third off the published list is what the trade gets.",
        "If it turned out not to suit us, how difficult would it be to stop?",
        "My line is standing still and nobody at your end answers the phone.",
        "It's about a dismissal, I'd rather not put that in an e-mail.",
        "I've now asked this twice. I need a corrected invoice before Thursday.",
        "Quien da el visto bueno es la central y todavía no lo ha dado.",
        "L'idée du planning partagé me plaît bien.",
        "Notre service juridique demande seulement que vous supprimiez la clause de reconduction.",
    ],
)
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert find_opt_out(text) is None
