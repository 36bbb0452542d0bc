"""`segments list|count`: what is saved, and how many rows meet it now."""

from typing import Any

from django.core.management.base import CommandParser

from crm.errors import BadSegmentError
from crm.models import Segment
from crm.segments.compiling import catalogue, segment_rows
from crm.segments.conditions import load
from crm.segments.defining import find_segment
from crm.segments.words import in_words
from quotahit.accounts.commands import OrganizationCommand, WrongUse
from quotahit.accounts.models import Organization


class Command(OrganizationCommand):
    help = "List the segments of an organization, or count exactly who is in one of them now."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("act", choices=["list", "count"])
        parser.add_argument("segment", nargs="?", default="", metavar="SLUG_OR_ID")

    def handle(self, *, organization: str | None, act: str, segment: str, json: bool, **options: Any) -> None:
        seller = self.organization(organization)
        result = self._list(seller) if act == "list" else self._count(seller, segment)
        if json:
            self.print_json({"organization": seller.slug, **result})
        else:
            for row in result.get("segments", [result]):
                self.stdout.write("\t".join(str(value) for value in row.values()))

    def _list(self, organization: Organization) -> dict[str, Any]:
        segments = Segment.objects.for_organization(organization).order_by("name")
        return {"segments": [_told(segment, organization) for segment in segments]}

    def _count(self, organization: Organization, text: str) -> dict[str, Any]:
        segment = find_segment(organization, text)
        if segment is None:
            slugs = ", ".join(Segment.objects.for_organization(organization).values_list("slug", flat=True))
            raise WrongUse(f"There is no segment “{text}”. There are: {slugs or 'none'}.")
        try:
            return {"slug": segment.slug, "count": segment_rows(segment, organization).count()}
        except BadSegmentError as problem:
            raise WrongUse(str(problem)) from problem


def _told(segment: Segment, organization: Organization) -> dict[str, Any]:
    fields = catalogue(organization, segment.noun, archived=True)
    words = in_words(load(segment.conditions), fields, organization)
    return {"id": segment.pk, "slug": segment.slug, "name": segment.name, "noun": segment.noun, "asks": words}
