"""What the admin pages of the records share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.actors import reader
from crm.models import Attachment, Share
from crm.sharing import share, unshare
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationInline

HISTORY_SHOWN = 100


class ShareInline(OrganizationInline):
    model = Share
    fields = ("user", "team")
    verbose_name, verbose_name_plural = _("share"), _("shared with")
    hide_title = True


class HistoryAdmin(OrganizationAdmin):
    """A record with field history, which is shown on a page of its own and goes when the record is deleted."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new record is its maker's, unless they say otherwise."""
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Share:
            super().save_formset(request, form, formset, change)
            return
        for given in formset.save(commit=False):
            share(form.instance, actor=request.user, user=given.user, team=given.team)
        for given in formset.deleted_objects:
            unshare(given, actor=request.user)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        entries = list(obj.history.select_related("history_user")[: HISTORY_SHOWN + 1])
        pairs = zip(entries, [*entries[1:], None], strict=True)
        name_of = reader(request.organization)  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Changes of {obj}").format(obj=obj),
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


class FilesAdmin(HistoryAdmin):
    """Shows the files that are kept on the record, with the page where one is added."""

    FILES_SHOWN = 10

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = super().get_fieldsets(request, obj)
        return [*shown, (gettext("Files"), {"fields": ("files",)})] if obj else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "files")

    @display(description=_("Files"))
    def files(self, record: Any) -> str:
        if record.pk is None:
            return ""
        held = list(record.attachments.order_by("-created_at", "-pk")[: self.FILES_SHOWN])
        links = format_html_join("", '<p><a class="qh-link" href="{}" download>{}</a></p>', _links(held))
        page = reverse(f"admin:console_{self.opts.model_name}_files", args=[record.pk])
        return format_html(
            '{}<p><a class="qh-button" href="{}">{}</a></p>', links, page, gettext("All files, or add one")
        )


class MentionsAdmin(OrganizationAdmin):
    """A form in whose field `mentions_in` a list of members opens after an `@`."""

    mentions_in = ""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == self.mentions_in and field is not None:
            field.widget.attrs["data-mentions"] = "/mention/"
        return field


def by_whom(request: HttpRequest, column: str) -> Callable[[Any], str]:
    """A column of a list that names the actor who stands in `column`."""
    name_of = reader(request.organization)  # type: ignore[attr-defined]

    @display(description=gettext("By"), ordering=column)
    def by(row: Any) -> str:
        return name_of(getattr(row, column))

    return by


def _links(held: list[Attachment]) -> list[tuple[str, str]]:
    return [(one.get_absolute_url(), one.name) for one in held]


def _change(entry: Any, before: Any, name_of: Callable[[str], str]) -> dict[str, Any]:
    is_update = before is not None and entry.history_type == "~"
    delta = entry.diff_against(before, foreign_keys_are_objs=True).changes if is_update else []
    return {
        "at": entry.history_date,
        "act": entry.get_history_type_display(),
        "by": entry.history_user or name_of(entry.history_change_reason or "system"),
        "fields": [(entry._meta.get_field(part.field).verbose_name, part.old, part.new) for part in delta],
    }
