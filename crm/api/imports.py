"""Imports: a list of contacts sent as text, read as the console reads a file."""

from django.core.files.base import ContentFile
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crm.importing.drafts import set_mapping, set_options, start_draft, start_import
from crm.importing.options import ConsentEvidence, Options
from crm.models import Import
from quotahit.accounts.api.filters import Filters, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, Shape, Strict
from quotahit.accounts.api.writes import read_input


class ImportShape(Shape):
    mapping = serializers.DictField(child=serializers.CharField(), read_only=True)
    by = MemberField(read_only=True, allow_null=True)

    class Meta:
        model = Import
        fields = (
            *("id", "file_name", "encoding", "delimiter", "mapping", "status", "total", "rows", "created", "updated"),
            *("unchanged", "failed", "problem", "by", "created_at", "started_at", "finished_at"),
        )
        read_only_fields = fields


class ImportFilters(Filters):
    status = rest.ChoiceFilter(choices=Import.Status.choices)
    created_since = Since("created_at")


class Evidence(Strict):
    text = serializers.CharField(max_length=20_000, help_text="The words that the people of the list agreed to.")
    given_at = serializers.DateTimeField()
    source = serializers.CharField(max_length=200)


class NewImport(Strict):
    file_name = serializers.CharField(max_length=200, default="leads.csv")
    content = serializers.CharField(trim_whitespace=False, help_text="The list itself, as CSV with a header line.")
    mapping = serializers.DictField(
        child=serializers.CharField(max_length=120),
        required=False,
        help_text="Which column feeds which field; what is left out is recognised, as in the console.",
    )
    consent = Evidence(required=False, allow_null=True)
    start = serializers.BooleanField(default=True, help_text="False leaves a draft, to be looked at in the console.")


@noun("imports")
class Imports(Read):
    """Lists of contacts, and how far each is."""

    queryset = Import.objects.select_related("by")
    serializer_class = ImportShape
    filterset_class = ImportFilters

    @extend_schema(request=NewImport, responses={201: ImportShape})
    def create(self, request: Request) -> Response:
        """Take a list of up to ten megabytes, and start to import it."""
        values = read_input(self, NewImport)
        file = ContentFile(values["content"].encode())
        job = start_draft(self.organization, file, values["file_name"], by=self.key.membership.user)
        if mapping := values.get("mapping"):
            set_mapping(job, job.mapping | mapping)
        if consent := values.get("consent"):
            set_options(job, Options(consent=ConsentEvidence(**consent)))
        if values["start"]:
            start_import(job, actor=self.actor)
        return self.told(job, 201)
