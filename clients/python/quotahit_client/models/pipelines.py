"""What is told of pipelines. Written by `bin/manage api_client`; not by hand."""

from quotahit_client.models.stages import Stage
from quotahit_client.transport import Model


class Pipeline(Model):
    """The ways that deals go, each with its stages in order. A new one has none: add them, an open one first."""

    id: int
    name: str
    is_default: bool
    stages: list[Stage]
