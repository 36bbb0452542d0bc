"""The fields that an organization adds to its records, for managers: defined, renamed, put in order, archived."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from crm.admin.fields import WordsField
from crm.choices import FieldKind, Noun
from crm.errors import BadFieldError
from crm.models import CustomField
from crm.own_fields import defining
from crm.own_fields.adopting import LOOKED_AT, adopt_key, found_keys
from crm.own_fields.keys import key_of
from crm.tasks import convert_field
from quotahit.accounts.admin_access import may
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationForm
from quotahit.accounts.choices import Role

NEW = ("noun", "label", "kind", "key", "choices", "is_required", "in_list")
KNOWN = ("label", "choices", "is_required", "in_list", "position")


class CustomFieldForm(OrganizationForm):
    key = forms.CharField(
        label=_("Key"), required=False, help_text=_("Made from the name where you leave it empty. It is for good.")
    )
    choices = WordsField(label=_("Choices"), required=False, help_text=_("Of a choice: its words, parted by commas."))

    class Meta:
        model = CustomField
        exclude = ("organization", "archived_at", "created_at")

    def clean_key(self) -> str:
        return self.cleaned_data["key"] or key_of(self.data.get("label", ""))

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be defined."""
        field = self.instance
        for name in ("kind", "key", "label", "choices"):
            if name in self.cleaned_data:
                setattr(field, name, self.cleaned_data[name])
        if not self.errors:
            if field.kind != FieldKind.CHOICE:
                field.choices = self.cleaned_data["choices"] = []
            try:
                defining.check_field(field)
            except BadFieldError as problem:
                raise forms.ValidationError(str(problem)) from problem
        return self.cleaned_data


def _archive(field: CustomField, user: Any) -> str:
    defining.archive_field(field, actor=user)
    return gettext("“{field}” is archived. What it holds is kept.").format(field=field)


def _restore(field: CustomField, user: Any) -> str:
    defining.restore_field(field, actor=user)
    return gettext("“{field}” is back.").format(field=field)


@admin.register(CustomField)
class CustomFieldAdmin(ButtonsAdmin, OrganizationAdmin):
    edits = Role.MANAGER
    verbs_log = True
    form = CustomFieldForm
    list_display = ("label", "noun", "kind_shown", "key", "is_required", "in_list", "state")
    list_filter = ("noun", "kind", ("archived_at", admin.EmptyFieldListFilter))
    search_fields = ("label__istartswith",)
    ordering = ("noun", "position", "pk")
    list_before_template = "crm/custom_fields_links.html"
    actions = ("archive_selected",)
    buttons = (
        Button("archive", _("Archive"), _archive, lambda field: field.is_active, least=Role.MANAGER),
        Button("restore", _("Bring it back"), _restore, lambda field: not field.is_active, least=Role.MANAGER),
    )

    def get_urls(self) -> list[URLPattern]:
        found = self.admin_site.admin_view(self.found)
        return [path("found/", found, name="crm_customfield_found"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: CustomField | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": NEW})]
        return [(None, {"fields": ("noun", "kind", "key", *KNOWN)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("noun", "kind", "key")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A field is archived: what it holds is the records'."""
        return False

    @display(description=_("Kind"), ordering="kind")
    def kind_shown(self, field: CustomField) -> str:
        words = f": {', '.join(field.choices[:4])}{' …' if len(field.choices) > 4 else ''}" if field.choices else ""
        return f"{field.get_kind_display()}{words}"

    @display(description=_("State"), label={"active": "success", "archived": "info"})
    def state(self, field: CustomField) -> tuple[str, str]:
        return ("active", gettext("In use")) if field.is_active else ("archived", gettext("Archived"))

    def save_model(self, request: HttpRequest, obj: CustomField, form: Any, change: bool) -> None:
        cleaned = form.cleaned_data
        if change:
            before = CustomField.objects.get(pk=obj.pk)
            defining.change_field(before, actor=request.user, **{name: cleaned[name] for name in KNOWN})
            return
        made = defining.define_field(
            request.organization,  # type: ignore[attr-defined]
            cleaned["noun"],
            cleaned["label"],
            cleaned["kind"],
            actor=request.user,
            **{name: cleaned[name] for name in ("key", "choices", "is_required", "in_list")},
        )
        obj.pk, obj.position = made.pk, made.position

    def found(self, request: HttpRequest) -> HttpResponse:
        """Keys in the data that are of no field, and the act that makes one a field."""
        if not may(request, Role.MANAGER):
            raise PermissionDenied
        organization = request.organization  # type: ignore[attr-defined]
        if request.method == "POST":
            return _adopt(request)
        found = [(noun, found_keys(organization, noun, request.membership)) for noun in Noun]
        context = self.admin_site.each_context(request) | {
            "title": gettext("In the data without a field"),
            "opts": self.opts,
        }
        shown = {"found": found, "kinds": FieldKind.choices, "rows": LOOKED_AT}
        return render(request, "crm/custom_fields_found.html", context | shown)

    @action(description=_("Archive"), permissions=["change"])
    def archive_selected(self, request: HttpRequest, queryset: QuerySet[CustomField]) -> None:
        done = sum(defining.archive_field(field, actor=request.user) for field in queryset)
        messages.success(request, gettext("{done} archived. What they hold is kept.").format(done=done))


def _adopt(request: HttpRequest) -> HttpResponse:
    """Make the field, and hand the values that stand there to the worker once it is safe."""
    sent, user = request.POST, request.user
    try:
        with transaction.atomic():
            field = adopt_key(
                request.organization,  # type: ignore[attr-defined]
                sent.get("noun", ""),
                sent.get("key", ""),
                actor=user,
                label=sent.get("label", ""),
                kind=sent.get("kind", ""),
            )
            arguments = (field.pk, sent.get("key", ""), user.pk)
            transaction.on_commit(lambda: convert_field.apply_async(arguments, retry=False), robust=True)
        messages.success(
            request,
            gettext("“{field}” is a field now. Its values are being brought into their form.").format(field=field),
        )
    except BadFieldError as problem:
        messages.error(request, str(problem))
    return redirect("admin:crm_customfield_found")
