"""Files on records: kept, handed out and let go. They come as base64, for everything that is sent is JSON."""

import base64
import binascii
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from crm.api.records import OfOneRecord, OfRecord
from crm.attachments.handing_out import handed_out
from crm.attachments.keeping import attach, remove_attachment
from crm.models import Attachment
from quotahit.accounts.api.filters import Since
from quotahit.accounts.api.nouns import Noun, Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, Shape
from quotahit.accounts.api.writes import Deleted, Made
from quotahit.accounts.choices import Scope


@extend_schema_field(OpenApiTypes.BYTE)
class Bytes(serializers.CharField):
    """Bytes as base64."""

    def to_internal_value(self, data: Any) -> bytes:
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError) as problem:
            raise serializers.ValidationError("This is no base64.", "invalid") from problem


class FileShape(Shape):
    by = MemberField(read_only=True, allow_null=True)

    class Meta:
        model = Attachment
        fields = (
            *("id", "contact", "company", "deal", "name", "size", "content_type", "sha256", "is_scanned", "by"),
            "created_at",
        )
        read_only_fields = fields


class FileFilters(OfRecord):
    created_since = Since("created_at")


class NewFile(OfOneRecord):
    name = serializers.CharField(max_length=150)
    content = Bytes(help_text="The file as base64; about seven megabytes, for a request has ten at most.")


class FileContent(Noun):
    """The file itself."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], scope=Scope.READ)
    def content(self, request: Request, pk: int) -> StreamingHttpResponse:
        """What was kept, byte by byte, whatever its type says."""
        answer = handed_out(self.row(pk), request._request)
        answer.headers["Content-Type"] = "application/octet-stream"
        return answer


@noun("files")
class Files(Made, Deleted, FileContent, Read):
    """Files on contacts, companies and deals. What kind one is, its bytes say; programs are not taken."""

    queryset = Attachment.objects.select_related("by", "organization", "contact", "company", "deal")
    serializer_class = FileShape
    filterset_class = FileFilters
    new = NewFile

    def create_row(self, values: dict[str, Any]) -> Attachment:
        member = self.key.membership.user
        return attach(values["record"], [values["content"]], values["name"], actor=self.actor, by=member)

    def delete_row(self, file: Attachment) -> None:
        remove_attachment(file, actor=self.actor)
