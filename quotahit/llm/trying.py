"""Asking a vendor one short question, to know whether key, address and model work."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from quotahit.accounts.models import Organization
from quotahit.llm.ask import Answer, ask
from quotahit.llm.prompts import Prompt


class Sum(BaseModel):
    """The answer to a sum."""

    result: int


def try_vendor(organization: Organization, vendor: str) -> Answer[Sum]:
    """A paid call like any other, with its record and its place in the budget; never within a transaction."""
    return ask(organization, TRY_OUT, {}, Sum, vendor=vendor)


def _by_hand(context: Mapping[str, Any]) -> Sum:
    return Sum(result=4)


TRY_OUT = Prompt("llm.try_out", Path(__file__).with_name("try_out.md"), offline=_by_hand, max_tokens=50)
