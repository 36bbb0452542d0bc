"""Templates in the console: written beside the list of variables, and looked at with a real contact."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.models import Contact
from outreach.authoring import problems, save_template
from outreach.errors import OutreachError
from outreach.models import Mailbox, Template
from outreach.template_variables import variables_of
from outreach.templates import render
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationForm
from quotahit.accounts.choices import Role
from quotahit.ids import id_in

OFFERED = 25


class TemplateForm(OrganizationForm):
    class Meta:
        model = Template
        fields = ("name", "subject", "body")

    def clean(self) -> dict[str, Any]:
        """Refuse what no contact could ever get."""
        written = Template(subject=self.cleaned_data.get("subject", ""), body=self.cleaned_data.get("body", ""))
        for field, sentences in problems(written).items():
            for sentence in sentences:
                self.add_error(field, sentence)
        return self.cleaned_data


@admin.register(Template)
class TemplateAdmin(OrganizationAdmin):
    form = TemplateForm
    edits = Role.MANAGER
    verbs_log = True
    list_display = ("name", "subject", "version", "used_in", "updated_at")
    search_fields = ("name__istartswith",)
    ordering = ("name",)
    readonly_fields = ("variables", "version", "updated_at")
    fieldsets = (
        (None, {"fields": ("name", "subject", "body", "variables")}),
        (_("Version"), {"fields": (("version", "updated_at"),)}),
    )
    change_form_outer_before_template = "outreach/template_links.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("steps__sequence")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview)
        return [path("<path:object_id>/preview/", view, name="outreach_template_preview"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Template, form: Any, change: bool) -> None:
        if not change:
            obj.organization = request.organization  # type: ignore[attr-defined]
        save_template(obj, actor=request.user)

    @display(description=_("Used in"))
    def used_in(self, template: Template) -> str:
        return ", ".join(sorted({str(step.sequence) for step in template.steps.all()})) or gettext("Nothing")

    @display(description=_("Variables"))
    def variables(self, template: Template) -> str:
        return render_to_string("outreach/variables.html", {"variables": variables_of(template.organization).items()})

    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The message as one contact would get it from one mailbox, or the name of what is missing."""
        template = self.get_object(request, unquote(object_id))
        if template is None:
            raise Http404
        organization = request.organization  # type: ignore[attr-defined]
        contacts = seen_by(request, Contact.objects.for_organization(organization)).order_by("-pk")
        mailboxes = Mailbox.objects.for_organization(organization).for_mail().filter(is_active=True).order_by("pk")
        contact = _chosen(contacts, request.GET.get("contact"))
        mailbox = _chosen(mailboxes, request.GET.get("mailbox"))
        shown = {"contacts": contacts.select_related("company")[:OFFERED], "mailboxes": mailboxes}
        shown |= {"template": template, "contact": contact, "mailbox": mailbox} | _rendered(template, contact, mailbox)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Preview of {template}").format(template=template),
            "opts": self.opts,
        }
        return render_page(request, "outreach/template_preview.html", context | shown)


def _chosen(rows: QuerySet[Any], key: str | None) -> Any:
    return rows.filter(pk=id_in(key or "")).first() or rows.first()


def _rendered(template: Template, contact: Contact | None, mailbox: Mailbox | None) -> dict[str, Any]:
    if contact is None or mailbox is None:
        return {"problem": gettext("A preview needs a contact and an active mailbox.")}
    try:
        return {"message": render(template, contact, mailbox=mailbox)}
    except OutreachError as problem:
        return {"problem": str(problem)}
