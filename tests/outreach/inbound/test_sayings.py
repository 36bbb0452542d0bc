"""Many short notices and answers: each is read for what it is, and each notice for its first day back."""

from pathlib import Path

import pytest
import yaml

from outreach.choices import MailKind
from outreach.inbound.interpret import interpret
from tests.outreach.inbound.corpus import mail

SAYINGS = yaml.safe_load(Path(__file__).with_name("sayings.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("kind", "subject", "written", "back", "text"), SAYINGS["notices"])
def test_a_notice_is_known_by_its_words(kind: str, subject: str, written: str, back: str, text: str) -> None:
    reading = interpret(mail(text, subject=subject, Date=written, Auto_Submitted="auto-replied"))
    assert (reading.kind, str(reading.return_date or "")) == (kind, back)


@pytest.mark.parametrize("text", SAYINGS["people"])
def test_an_answer_is_known_by_its_words(text: str) -> None:
    assert interpret(mail(text)).kind == MailKind.HUMAN
