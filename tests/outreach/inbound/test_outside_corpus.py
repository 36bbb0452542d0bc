"""Real bounces of some seventy mail systems, which are not part of the project."""

import os
from pathlib import Path

import pytest

from outreach.choices import MailKind
from outreach.inbound.interpret import interpret

DATA = os.environ.get("QUOTAHIT_DATA", "")
BOUNCES = Path(DATA) / "replies" / "bounce_mail" / "bsd"
TYPED = 0.98

pytestmark = pytest.mark.skipif(not DATA, reason="QUOTAHIT_DATA names no folder with outside data")


def test_real_bounces_are_typed_and_none_counts_as_a_reply() -> None:
    kinds = [interpret(path.read_bytes()).kind for path in sorted(BOUNCES.glob("*.eml"))]
    typed = sum(kind in (MailKind.BOUNCE, MailKind.COMPLAINT) for kind in kinds)
    assert typed / len(kinds) >= TYPED
    assert MailKind.HUMAN not in kinds
