"""Sequences in the console: steps in a row, and a page that says who would get what and when."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from crm.models import Contact
from outreach.authoring import delete_sequence
from outreach.choices import EnrollmentStatus
from outreach.eligibility import RUNNING
from outreach.enrollments import enroll
from outreach.errors import NotSendable
from outreach.models import Sequence, SequenceStep
from outreach.preview import PlannedLine, preview_sequence
from outreach.reasons import explain
from outreach.segment_enrollments import under_way
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationForm, OrganizationInline
from quotahit.accounts.choices import Role
from quotahit.accounts.visibility import viewer_of
from quotahit.ids import ids_in

SHOWN = 30


class StepForm(OrganizationForm):
    """Days without the zeros that nobody typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["delay_days"] = f"{self.instance.delay_days.normalize():f}"


class StepInline(OrganizationInline):
    model = SequenceStep
    form = StepForm
    edits = Role.MANAGER
    fields = ("position", "delay_days", "template", "same_thread")
    autocomplete_fields = ("template",)


@admin.register(Sequence)
class SequenceAdmin(OrganizationAdmin):
    edits = Role.MANAGER
    inlines = (StepInline,)
    list_display = ("name", "purpose", "steps_count", "running", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name__istartswith",)
    ordering = ("name",)
    fieldsets = (
        (None, {"fields": (("name", "code"), "purpose", "is_active")}),
        (_("When, on the recipient's clock"), {"fields": (("window_from", "window_until"), "weekdays_only")}),
        (_("Who goes cold"), {"fields": ("when_cold",)}),
    )
    change_form_outer_before_template = "outreach/sequence_links.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        active = Q(enrollments__status=EnrollmentStatus.ACTIVE)
        if viewer := viewer_of(request.membership):  # type: ignore[attr-defined]
            active &= Q(enrollments__contact__in=viewer.ids("crm.contact"))
        counts = {"steps_number": Count("steps", distinct=True)}
        counts["active_number"] = Count("enrollments", filter=active, distinct=True)
        return super().get_queryset(request).annotate(**counts)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        sequence = self.get_object(request, unquote(object_id)) if object_id else None
        extra = {"segments": under_way(sequence)} if sequence else {}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | extra)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except NotSendable as problem:
            messages.error(request, str(problem))
            return HttpResponseRedirect(reverse("admin:outreach_sequence_change", args=[object_id]))

    def delete_model(self, request: HttpRequest, obj: Sequence) -> None:
        delete_sequence(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Sequence]) -> None:
        for sequence in queryset.order_by("pk"):
            try:
                delete_sequence(sequence, actor=request.user)
            except NotSendable as problem:
                messages.error(request, f"{sequence}: {problem}")

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """`delete_sequence` leaves its own."""

    def get_urls(self) -> list[URLPattern]:
        preview, begin = self.admin_site.admin_view(self.preview), self.admin_site.admin_view(require_POST(self.begin))
        return [
            path("<path:object_id>/preview/", preview, name="outreach_sequence_preview"),
            path("<path:object_id>/enroll/", begin, name="outreach_sequence_enroll"),
            *super().get_urls(),
        ]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for step in formset.save(commit=False):
            step.organization = request.organization  # type: ignore[attr-defined]
        super().save_formset(request, form, formset, change)

    @display(description=_("Steps"), ordering="steps_number")
    def steps_count(self, sequence: Any) -> int:
        return sequence.steps_number

    @display(description=_("Running"), ordering="active_number")
    def running(self, sequence: Any) -> int:
        return sequence.active_number

    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Who would get what and when: the contacts named in the address, else those in it and the newest others."""
        sequence = self.get_object(request, unquote(object_id))
        if sequence is None:
            raise Http404
        lines = preview_sequence(sequence, _contacts(request, sequence), actor=request.user)
        shown = {
            "sequence": sequence,
            "lines": [(line, explain(line.skip_reason) if line.skip_reason else "") for line in lines],
            "beginning": _beginning(sequence, lines) if may(request, Role.REP) else [],
        }
        context = self.admin_site.each_context(request) | {
            "title": gettext("Preview of {sequence}").format(sequence=sequence),
            "opts": self.opts,
        }
        return render(request, "outreach/sequence_preview.html", context | shown)

    def begin(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Enrol the contacts of a preview."""
        sequence = self.get_object(request, unquote(object_id))
        if sequence is None:
            raise Http404
        if not may(request, Role.REP, sequence):
            raise PermissionDenied
        named = ids_in(request.POST.getlist("contact"))
        mine = seen_by(request, Contact.objects.for_organization(sequence.organization_id))
        contact_ids = list(mine.filter(pk__one_of=named).values_list("pk", flat=True))
        result = enroll(sequence.organization, contact_ids, sequence, actor=request.user)
        messages.success(request, gettext("{enrolled} enrolled.").format(enrolled=result.enrolled))
        for reason, count in Counter(result.skipped.values()).items():
            messages.warning(
                request, gettext("{count} not enrolled. {reason}").format(count=count, reason=explain(reason))
            )
        return HttpResponseRedirect(reverse("admin:outreach_sequence_change", args=[sequence.pk]))


def _beginning(sequence: Sequence, lines: list[PlannedLine]) -> list[int]:
    """Contacts that get something and are not in the sequence yet."""
    running = sequence.enrollments.filter(status__in=RUNNING).values_list("contact_id", flat=True)
    getting = {line.contact.pk for line in lines if line.contact and line.at and not line.skip_reason}
    return sorted(getting.difference(running))


def _contacts(request: HttpRequest, sequence: Sequence) -> list[int]:
    mine = seen_by(request, Contact.objects.for_organization(sequence.organization_id))
    named = ids_in(request.GET.get("contacts", "").split(","))[:SHOWN]
    if named:
        seen = set(mine.filter(pk__one_of=named).values_list("pk", flat=True))
        return [key for key in named if key in seen]
    running = mine.filter(enrollments__sequence=sequence, enrollments__status=EnrollmentStatus.ACTIVE)
    newest = mine.order_by("-pk").values_list("pk", flat=True)[:SHOWN]
    return list(dict.fromkeys([*running.values_list("pk", flat=True)[:SHOWN], *newest]))[:SHOWN]
