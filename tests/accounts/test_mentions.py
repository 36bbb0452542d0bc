"""A person is recognised however they are written, and nobody else is taken for them."""

import pytest

from quotahit.accounts.subjects.mentions import Mentions

DANA = Mentions(
    [("email", "dana@globex.example"), ("email", "d.diaz@gmail.com"), ("phone", "+12125550123"),
     ("phone", "+447700900123"), ("linkedin", "in/dana-diaz"), ("email", "dana@xn--bcher-kva.example"),
     ("email", "team+dana@hooli.example")],
    [("Dana", "Diaz"), ("Zoë", "Quint")],
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to DANA@Globex.example.", "Write to [erased]."),
        ("<dana+sales@globex.example>", "<[erased]>"),
        ("?to=dana%40globex.example&x=1", "?to=[erased]&x=1"),
        ("ddiaz@gmail.com, d.d.i.a.z+x@googlemail.com", "[erased], [erased]"),
        ("dana@bücher.example", "[erased]"),
        ("call +1 (212) 555-0123 now", "call [erased] now"),
        ("call 212.555.0123", "call [erased]"),
        ("07700 900123 or +44 7700 900 123", "[erased] or [erased]"),
        ("https://uk.linkedin.com/in/dana-diaz/?x", "[erased]?x"),
        ("Dana Diaz, DIAZ, Dana; dana_diaz.csv", "[erased], [erased]; [erased].csv"),
        ("Zoë Quint", "[erased]"),
        ("team+dana@hooli.example", "[erased]"),
    ],
)
def test_every_spelling_is_taken_out(text: str, left: str) -> None:
    assert DANA.found_in(text)
    assert DANA.taken_out(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "j.dana@globex.example", "dana@globex.example.org", "dana@notglobex.example", "jordana@globex.example",
        "dana", "Diaz", "Jordana Diaz", "Dana Diaz-Miller", "Dana Diazepam", "Dana and Mr. Diaz",
        "team@hooli.example", "team+erin@hooli.example", "DanaDiaz",
        "12125550123456", "a2125550123", "in/dana-diaz-2", "",
    ],
)  # fmt: skip
def test_nobody_else_is_taken_for_the_person(text: str) -> None:
    assert DANA.taken_out(text) == text


def test_json_is_cleared_in_depth_with_its_keys() -> None:
    value = {"to": ["dana@globex.example", 7, None], "Dana Diaz": {"x": "Dana Diaz said so"}}

    assert DANA.taken_out(value) == {"to": ["[erased]", 7, None], "[erased]": {"x": "[erased] said so"}}


def test_rows_about_the_person_lose_each_of_their_names() -> None:
    mentions = Mentions([], [("Dana", "Diaz")], by_part=True)

    assert mentions.taken_out("Diaz deal: Dana wants it; Diazepam") == "[erased] deal: [erased] wants it; Diazepam"


def test_a_person_of_whom_nothing_is_known_is_nowhere() -> None:
    nobody = Mentions([("chat", "x")], [("Dana", "")])

    assert not nobody
    assert nobody.taken_out("Dana") == "Dana"
    assert not nobody.found_in(b"Dana")
