"""The filter of a list by a saved segment."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.admin.filter_choices import offered_to
from crm.errors import BadSegmentError
from crm.segments.compiling import where_segment
from crm.segments.conditions import load


def segment_filter(noun: str) -> type[SimpleListFilter]:
    """The filter class of a noun's list."""
    return type("SegmentFilter", (_SegmentFilter,), {"noun": noun})


class _SegmentFilter(SimpleListFilter):
    title = _("segment")
    parameter_name = "segment"
    noun: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        mine = [segment for segment in offered_to(request).segments if segment.noun == self.noun]
        self.saved = {str(segment.pk): segment for segment in mine}
        return [(key, segment.name) for key, segment in self.saved.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        segment = self.saved.get(value)
        if segment is None:
            return queryset.none()
        try:
            organization = request.organization  # type: ignore[attr-defined]
            return queryset.filter(where_segment(organization, self.noun, load(segment.conditions)))
        except BadSegmentError as problem:
            messages.warning(request, str(problem))
            return queryset.none()
