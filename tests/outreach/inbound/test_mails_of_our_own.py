"""Every mail of the corpus is read as labelled."""

import pytest

from outreach.inbound.interpret import interpret
from tests.outreach.inbound.corpus import labelled, raw, stated

EACH = [(folder, name) for folder in ("first", "held_back") for name in labelled(folder)]


@pytest.mark.parametrize(("folder", "name"), EACH, ids=[f"{folder}/{name}" for folder, name in EACH])
def test_each_mail_is_read_as_a_careful_person_reads_it(folder: str, name: str) -> None:
    assert stated(interpret(raw(f"{folder}/{name.removesuffix('.eml')}"))) == labelled(folder)[name]
