"""What is told of rules. Written by `bin/manage api_client`; not by hand."""

from typing import Any

from quotahit_client.transport import Model


class Rule(Model):
    """The orchestrator's table of rules."""

    id: str
    event: str
    when: dict[str, Any]
    acts: list[str]
    sequence: str
    chain: str
    reason: str
    always: bool
    is_on: bool


class RuleTable(Model):
    """All rules, in the order in which they are tried."""

    rules: list[Rule]
