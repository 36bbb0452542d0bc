"""What the admin pages of the records share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.decorators import display

from crm.actors import reader
from quotahit.accounts.admin_scope import OrganizationAdmin

HISTORY_SHOWN = 100


class HistoryAdmin(OrganizationAdmin):
    """A record with field history, which is shown on a page of its own and goes when the record is deleted."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        entries = list(obj.history.select_related("history_user")[: HISTORY_SHOWN + 1])
        pairs = zip(entries, [*entries[1:], None], strict=True)
        name_of = reader(request.organization)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Changes of {obj}",
            "opts": self.opts,
            "original": obj,
            "changes": [_change(*pair, name_of) for pair in pairs][:HISTORY_SHOWN],
        }
        return render(request, "crm/history.html", context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        key = obj.pk
        super().delete_model(request, obj)
        self.model.history.filter(id=key).delete()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        keys = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        self.model.history.filter(id__in=keys).delete()


def by_whom(request: HttpRequest, column: str) -> Callable[[Any], str]:
    """A column of a list that names the actor who stands in `column`."""
    name_of = reader(request.organization)  # type: ignore[attr-defined]

    @display(description="By", ordering=column)
    def by(row: Any) -> str:
        return name_of(getattr(row, column))

    return by


def _change(entry: Any, before: Any, name_of: Callable[[str], str]) -> dict[str, Any]:
    is_update = before is not None and entry.history_type == "~"
    delta = entry.diff_against(before, foreign_keys_are_objs=True).changes if is_update else []
    return {
        "at": entry.history_date,
        "act": entry.get_history_type_display(),
        "by": entry.history_user or name_of(entry.history_change_reason or "system"),
        "fields": [(entry._meta.get_field(part.field).verbose_name, part.old, part.new) for part in delta],
    }
