"""The door over standard input and output: for the operator at the machine, or for a key in QUOTAHIT_API_KEY."""

import os
from functools import cache
from typing import Any

from agents.mcp.callers import READ, WRITE, Caller, caller_with
from agents.mcp.errors import Misasked, NotInScope
from agents.mcp.server import build
from quotahit.accounts.api_keys import find_key
from quotahit.accounts.commands import MAIN, WrongUse, resolve_organization
from quotahit.accounts.models import Organization
from quotahit.accounts.organizations import create_organization

OPERATOR = "operator:mcp"
VARIABLE = "QUOTAHIT_API_KEY"


def serve_standard_streams(slug: str | None) -> None:
    """Speak MCP on standard input and output until the other side hangs up."""

    @cache
    def organization_id() -> int:
        return _default(slug).pk

    def operator(context: Any) -> Caller:
        """They read and write; to send takes a key with that scope."""
        organization = Organization.objects.get(pk=organization_id())
        return Caller(organization, OPERATOR, frozenset({READ, WRITE}))

    def member(context: Any) -> Caller:
        """Looked up for every message: a key that is revoked meanwhile opens nothing."""
        if (key := find_key(secret)) is None:
            raise NotInScope(f"The key in {VARIABLE} is unknown, revoked or expired.")
        return caller_with(key)

    secret = os.environ.get(VARIABLE, "").strip()
    build(member if secret else operator).run("stdio")


def _default(slug: str | None) -> Organization:
    """The organization named, else the only one that is no demo, else `main`, which is made where there is none."""
    try:
        found = resolve_organization(slug)
    except WrongUse as problem:
        found = Organization.objects.filter(slug=MAIN).first() if slug is None else None
        if found is None:
            raise Misasked(str(problem)) from problem
    return found or create_organization("Main", slug=MAIN)
