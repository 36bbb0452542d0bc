"""The records' system checks."""

import sys
from typing import Any

import pytest

from crm.checks import the_scanner_can_be_called


@pytest.mark.parametrize(
    "scanner", ["", sys.executable, f"{sys.executable} -c 'import this'", "crm.attachments.scanning.scan"]
)
def test_a_scanner_that_is_there_is_fine(settings: Any, scanner: str) -> None:
    settings.VIRUS_SCANNER = scanner
    assert the_scanner_can_be_called(None) == []


@pytest.mark.parametrize(
    "scanner",
    ["no-such-scanner --quiet", "crm.attachments.nowhere.scan", "crm.attachments.scanning.FOUND", "scan 'unclosed"],
)
def test_one_that_is_not_is_said(settings: Any, scanner: str) -> None:
    settings.VIRUS_SCANNER = scanner
    (warning,) = the_scanner_can_be_called(None)
    assert warning.id == "crm.W001"
    assert scanner in warning.msg.replace("\\'", "'")
