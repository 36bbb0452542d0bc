"""What is told of stages. Written by `bin/manage api_client`; not by hand."""

from quotahit_client.transport import Model


class Stage(Model):
    """Where a deal may stand."""

    id: int
    pipeline: int
    name: str
    position: int
    kind: str
    probability: int
    stale_after: int | None
    required: list[str]
