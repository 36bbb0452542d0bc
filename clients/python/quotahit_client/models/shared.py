"""What more than one noun tells. Written by `bin/manage api_client`; not by hand."""

from typing import Any

from quotahit_client.transport import Model


class FieldProblem(Model):
    pointer: str
    code: str
    detail: str


class Problem(Model):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] | None = None


class Result(Model):
    index: int
    status: int
    id: int | None = None
    problem: dict[str, Any] | None = None


class Results(Model):
    """What became of each item, in their order."""

    succeeded: int
    failed: int
    results: list[Result]
