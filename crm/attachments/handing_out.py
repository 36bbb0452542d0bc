"""Handing a file out, block by block, as something to keep and nothing to open in place."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from crm.attachments.keeping import open_attachment
from crm.models import Attachment

BLOCK = 256 * 1024


def handed_out(attachment: Attachment, request: HttpRequest) -> StreamingHttpResponse:
    """The answer that brings the file; Http404 where it is gone from the disk."""
    try:
        content = open_attachment(attachment)
    except OSError as problem:
        raise Http404(gettext("This file is no longer there.")) from problem
    blocks = LaterBlocks(content) if isinstance(request, ASGIRequest) else Blocks(content)
    answer = StreamingHttpResponse(blocks, content_type=attachment.content_type)
    answer.headers["Content-Length"] = str(attachment.size)
    answer.headers["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@dataclass(frozen=True)
class Blocks:
    """An open file, block by block; closed with the answer, even one that nobody reads."""

    content: BinaryIO

    def close(self) -> None:
        self.content.close()

    def __iter__(self) -> Iterator[bytes]:
        while block := self.content.read(BLOCK):
            yield block


@dataclass(frozen=True)
class LaterBlocks:
    """The same for the server, which would read the whole file into memory otherwise."""

    content: BinaryIO

    def close(self) -> None:
        self.content.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while block := await sync_to_async(self.content.read, thread_sensitive=False)(BLOCK):
            yield block
