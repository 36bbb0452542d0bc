"""The import wizard: drop a file, check what is read, see what would happen, start, watch."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from crm.errors import BadMappingError, ImportingError
from crm.importing import fields
from crm.importing.drafts import (
    discard_draft,
    preview_rows,
    propose_mapping,
    set_mapping,
    set_options,
    start_draft,
    start_import,
)
from crm.importing.options import ConsentEvidence, Options
from crm.importing.planning import plan_import
from crm.models import Import, SellerProfile
from quotahit.console.pages import show

PREVIEW = 8
LISTED = 10


def import_page(request: HttpRequest) -> HttpResponse:
    """Choose a file; earlier imports stand below."""
    if request.method == "POST":
        return _take_file(request)
    mine = Import.objects.for_organization(request.organization)  # type: ignore[attr-defined]
    return show(request, "console/import.html", "Import leads", earlier=mine.order_by("-created_at")[:LISTED])


def mapping_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """Which column feeds which field, with sample cells and a preview of the first rows."""
    job = _job(request, import_id)
    if job.status != Import.Status.DRAFT:
        return redirect("admin:console_import_progress", job.pk)
    if request.method == "POST":
        try:
            set_mapping(job, _chosen(request))
            return redirect(
                "admin:console_import_plan" if "next" in request.POST else "admin:console_import_mapping", job.pk
            )
        except ImportingError as problem:
            messages.error(request, str(problem))
    return show(
        request,
        "console/import_mapping.html",
        job.file_name,
        job=job,
        columns=[{"column": column, "target": job.mapping.get(column.header, "")} for column in propose_mapping(job)],
        groups=fields.choices(),
        catalogue=set(fields.CATALOGUE),
        preview=preview_rows(job, PREVIEW),
    )


def plan_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """The last page before the start: what will happen, to whom we may write, and the evidence of consent."""
    job = _job(request, import_id)
    if job.status != Import.Status.DRAFT:
        return redirect("admin:console_import_progress", job.pk)
    if request.method == "POST":
        return _decide(request, job)
    consent = Options.model_validate(job.options).consent
    described = SellerProfile.objects.filter(organization=job.organization_id).exclude(product="").exists()
    return show(
        request,
        "console/import_plan.html",
        job.file_name,
        job=job,
        plan=plan_import(job),
        consent=consent,
        is_described=described,
    )


@require_GET
def progress_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far it is, and what came of it."""
    return show(request, "console/import_progress.html", "Import", job=_job(request, import_id))


@require_GET
def progress_part(request: HttpRequest, import_id: int) -> HttpResponse:
    """The same without the frame."""
    return render(request, "console/import_progress_part.html", {"job": _job(request, import_id)})


@require_GET
def error_file(request: HttpRequest, import_id: int) -> FileResponse:
    """The rows that failed or lost a cell, each with its number and reason."""
    job = _job(request, import_id)
    if job.error_file is None or not job.error_file.exists():
        raise Http404("This import has no error file.")
    name = f"errors of {job.file_name}"
    return FileResponse(job.error_file.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


@require_POST
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Drop a draft with its file."""
    try:
        discard_draft(_job(request, import_id), actor=request.user)  # type: ignore[arg-type]
    except ImportingError as problem:
        messages.error(request, str(problem))
    return redirect("admin:console_import")


def _take_file(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "Choose a file first: a CSV export of the tool your leads are in.")
        return redirect("admin:console_import")
    try:
        job = start_draft(request.organization, file, file.name or "leads.csv", by=request.user)  # type: ignore[attr-defined,arg-type]
    except ImportingError as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_import")
    return redirect("admin:console_import_mapping", job.pk)


def _chosen(request: HttpRequest) -> dict[str, str]:
    headers, targets = request.POST.getlist("header"), request.POST.getlist("target")
    if len(headers) != len(targets):
        raise BadMappingError("The form does not fit the file: load the page again.")
    return {header: target or fields.IGNORE for header, target in zip(headers, targets, strict=True)}


def _decide(request: HttpRequest, job: Import) -> HttpResponse:
    """Keep the evidence, and start where that is what was pressed."""
    try:
        set_options(job, Options(**{**Options.model_validate(job.options).model_dump(), "consent": _consent(request)}))
        if "start" in request.POST:
            start_import(job, actor=request.user)  # type: ignore[arg-type]
            return redirect("admin:console_import_progress", job.pk)
    except (ValidationError, ValueError):
        messages.error(
            request, "Consent needs all three: the words that were agreed to, the date, and where it was given."
        )
    except ImportingError as problem:
        messages.error(request, str(problem))
    return redirect("admin:console_import_plan", job.pk)


def _consent(request: HttpRequest) -> ConsentEvidence | None:
    """The evidence that was written into the form; None where all of it is blank."""
    written: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("text", "source", "given_on")}
    if not any(written.values()):
        return None
    day = parse_date(written["given_on"])
    if day is None:
        raise ValueError("no date")
    given_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return ConsentEvidence(text=written["text"], source=written["source"], given_at=given_at)


def _job(request: HttpRequest, import_id: int) -> Import:
    mine = Import.objects.for_organization(request.organization)  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("organization"), pk=import_id)
