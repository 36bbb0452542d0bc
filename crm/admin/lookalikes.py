"""What pages of contacts and companies say of records that look like the one shown, and the act on two of a list."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from crm.admin.base import HistoryAdmin
from crm.duplicates.pairs import SHOWN, lookalikes
from crm.merging.aliases import merged_into
from quotahit.accounts.admin_access import seen_by
from quotahit.ids import id_in


class LookalikesAdmin(HistoryAdmin):
    """Says whom a record looks like, above its form and after it was saved; nothing is refused for it. Who comes by
    the id of a record that was merged is led to the one that has taken it in."""

    record_kind: ClassVar[str]
    change_form_outer_before_template = "crm/lookalikes.html"

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        row = self.get_object(request, object_id) if object_id else None
        extra = {"lookalikes": self._links(request, row)} if row else {}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | extra)

    def _links(self, request: HttpRequest, row: Any) -> list[tuple[Model, str]]:
        """The others that the reader sees, each with the page that merges the two."""
        page = reverse(f"admin:console_{self.record_kind}_merge", args=[row.pk])
        return [
            (other, f"{page}?with={other.pk}") for other in seen_by(request, lookalikes(self.record_kind, row))[:SHOWN]
        ]

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        organization = request.organization  # type: ignore[attr-defined]
        heir = merged_into(organization, self.record_kind, id_in(object_id))
        if heir and self.get_object(request, str(heir)):
            return redirect(f"admin:{opts.app_label}_{opts.model_name}_change", heir)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        self._say(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self._say(request, obj)
        return super().response_change(request, obj)

    def _say(self, request: HttpRequest, obj: Any) -> None:
        if links := self._links(request, obj):
            names = format_html_join(", ", '<a href="{1}">{0}</a>', links)
            messages.warning(request, format_html(gettext("{} looks like {}."), obj, names))

    @action(description=_("Merge the two selected"), permissions=["change"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(ids) != 2:
            messages.error(request, gettext("Select the two that are one; more are merged two at a time."))
            return None
        return redirect(f"{reverse(f'admin:console_{self.record_kind}_merge', args=ids[:1])}?with={ids[1]}")
