"""Whoever reads why somebody was not written to reads also what can be done about it."""

import pytest

from compliance.reasons import Reason
from crm.choices import HoldKind
from outreach.reasons import EXPLANATIONS
from outreach.ways_out import way_out

OF_OTHER_CHANNELS = ("NATIONAL_", "STATE_", "DNC_", "RND_", "REASSIGNED", "RECORDING_", "AI_", "SMS_", "WA_")
OF_CALLS = {Reason.EMERGENCY_BAN, Reason.HOURS_UNCONFIRMED}
OF_MAIL = [one for one in Reason if not one.startswith(OF_OTHER_CHANNELS) and one not in OF_CALLS | {Reason.ALLOW}]


@pytest.mark.parametrize("reason", OF_MAIL)
def test_a_mail_that_is_held_back_says_what_can_be_done(reason: Reason) -> None:
    assert way_out(reason.value) or reason.value in EXPLANATIONS


@pytest.mark.parametrize("kind", HoldKind)
def test_so_does_a_contact_that_is_held(kind: HoldKind) -> None:
    assert way_out(kind.value)


def test_a_code_that_explains_itself_adds_nothing() -> None:
    assert way_out("PAUSED") == way_out("ALLOW") == ""
