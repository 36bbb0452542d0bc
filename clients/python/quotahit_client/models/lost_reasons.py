"""What is told of lost reasons. Written by `bin/manage api_client`; not by hand."""

from quotahit_client.transport import Model


class LostReason(Model):
    """Why deals are lost, as the organization puts it; a deal may say something else."""

    id: int
    name: str
    position: int
    comes_back: bool
