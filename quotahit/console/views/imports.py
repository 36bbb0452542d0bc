"""The import wizard: drop a file, check what is read, see what would happen, start, watch."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from crm.errors import BadFieldError, BadMappingError, ImportingError
from crm.importing import fields, new_fields
from crm.importing.drafts import (
    discard_draft,
    own_fields,
    preview_rows,
    propose_anew,
    propose_mapping,
    saved_mapping,
    set_mapping,
    set_options,
    start_draft,
    start_import,
)
from crm.importing.grouping.plan import count_group
from crm.importing.kinds import kind_of
from crm.importing.options import Kind, Options
from crm.importing.planning import plan_import
from crm.importing.undoing.plan import plan_undo
from crm.importing.undoing.running import undo_import
from crm.models import Import, SellerProfile
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.choices import Role
from quotahit.console.import_decisions import BAD_CONSENT, consent_in, stage_choices, stages_in, words_for
from quotahit.console.pages import show
from quotahit.console.views.import_files import take_files

PREVIEW = 8
LISTED = 10


def import_page(request: HttpRequest) -> HttpResponse:
    """Choose a file; earlier imports stand below."""
    if request.method == "POST":
        return _take_file(request)
    mine = seen_by(request, Import.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return show(request, "console/import.html", gettext("Import leads"), earlier=mine.order_by("-created_at")[:LISTED])


def mapping_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """Which column feeds which field, with sample cells and a preview of the first rows."""
    job = _job(request, import_id)
    if job.status != Import.Status.DRAFT:
        return redirect("admin:console_import_progress", job.pk)
    may_define = request.membership.may(Role.MANAGER)  # type: ignore[attr-defined]
    if request.method == "POST" and "anew" in request.POST:
        propose_anew(job)
        return redirect("admin:console_import_mapping", job.pk)
    if request.method == "POST":
        try:
            chosen = _chosen(request)
            if may_define and any(target.startswith(new_fields.NEW) for target in chosen.values()):
                chosen = new_fields.define_new(job, chosen, actor=request.user)
            set_mapping(job, chosen)
            if job.group and "next" in request.POST:
                count_group(job.group)
                return redirect("admin:console_import_files", job.group_id)
            return redirect(
                "admin:console_import_plan" if "next" in request.POST else "admin:console_import_mapping", job.pk
            )
        except (ImportingError, BadFieldError) as problem:
            messages.error(request, str(problem))
    own, kind = own_fields(job.organization), kind_of(job)
    return show(
        request,
        "console/import_mapping.html",
        job.file_name,
        job=job,
        saved=saved_mapping(job),
        kind=kind,
        columns=[{"column": column, "target": job.mapping.get(column.header, "")} for column in propose_mapping(job)],
        groups=fields.choices(own, kind),
        new_fields=new_fields.offered() if may_define and kind != Kind.ACTIVITIES else [],
        catalogue=set(fields.catalogue(kind)) | set(own),
        preview=preview_rows(job, PREVIEW),
    )


def plan_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """The last page before the start: what will happen, to whom we may write, and the evidence of consent."""
    job = _job(request, import_id)
    if job.group_id:
        return redirect("admin:console_import_files", job.group_id)
    if job.status != Import.Status.DRAFT:
        return redirect("admin:console_import_progress", job.pk)
    if request.method == "POST":
        return _decide(request, job)
    options, kind = Options.model_validate(job.options), kind_of(job)
    plan = plan_import(job)
    is_described = kind != Kind.CONTACTS or not plan.writable or _is_described(job)
    stages = [(*stage, count) for stage, count in plan.stages.items()]
    return show(
        request,
        "console/import_plan.html",
        job.file_name,
        job=job,
        kind=kind,
        words=words_for(kind),
        plan=plan,
        consent=options.consent,
        stages=stage_choices(job.organization, [(options.stages, stages)]) if stages else {},
        is_described=is_described,
    )


@require_GET
def progress_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far it is, and what came of it."""
    job = _job(request, import_id)
    return show(request, "console/import_progress.html", gettext("Import"), job=job, words=words_for(kind_of(job)))


@require_GET
def progress_part(request: HttpRequest, import_id: int) -> HttpResponse:
    """The same without the frame."""
    job = _job(request, import_id)
    return render(request, "console/import_progress_part.html", {"job": job, "words": words_for(kind_of(job))})


@require_GET
def error_file(request: HttpRequest, import_id: int) -> FileResponse:
    """The rows that failed or lost a cell, each with its number and reason."""
    job = _job(request, import_id)
    if job.error_file is None or not job.error_file.exists():
        raise Http404(gettext("This import has no error file."))
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


def undo_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """What taking the import back would do, before it is done."""
    job = _job(request, import_id)
    if request.method == "POST":
        try:
            undo_import(job, actor=request.user)  # type: ignore[arg-type]
        except ImportingError as problem:
            messages.error(request, str(problem))
        return redirect("admin:console_import_progress", job.pk)
    if not job.can_be_undone:
        return redirect("admin:console_import_progress", job.pk)
    return show(
        request,
        "console/import_undo.html",
        gettext("Undo {file_name}").format(file_name=job.file_name),
        job=job,
        plan=plan_undo(job),
    )


def _take_file(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("file")
    if len(files) > 1:
        return take_files(request, files)
    file = next(iter(files), None)
    if file is None:
        messages.error(
            request, gettext("Choose a file first: a CSV export of the tool your leads are in, or an Excel workbook.")
        )
        return redirect("admin:console_import")
    try:
        sheet = request.POST.get("sheet", "")
        kind = Kind(request.POST["kind"]) if request.POST.get("kind") in [*Kind] else None
        job = start_draft(request.organization, file, file.name or "leads.csv", by=request.user, sheet=sheet, kind=kind)  # type: ignore[attr-defined,arg-type]
    except ImportingError as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_import")
    return redirect("admin:console_import_mapping", job.pk)


def _is_described(job: Import) -> bool:
    """Whether the seller profile says what is sold."""
    return SellerProfile.objects.filter(organization=job.organization_id).exclude(product="").exists()


def _chosen(request: HttpRequest) -> dict[str, str]:
    headers, targets = request.POST.getlist("header"), request.POST.getlist("target")
    if len(headers) != len(targets):
        raise BadMappingError(gettext("The form does not fit the file: load the page again."))
    return {header: target or fields.IGNORE for header, target in zip(headers, targets, strict=True)}


def _decide(request: HttpRequest, job: Import) -> HttpResponse:
    """Keep the evidence, and start where that is what was pressed."""
    try:
        options = Options.model_validate(job.options)
        stages = options.stages | stages_in(request) if kind_of(job) == Kind.DEALS else options.stages
        set_options(job, options.model_copy(update={"consent": consent_in(request), "stages": stages}))
        if "start" in request.POST:
            start_import(job, actor=request.user)  # type: ignore[arg-type]
            return redirect("admin:console_import_progress", job.pk)
    except (ValidationError, ValueError):
        messages.error(request, BAD_CONSENT)
    except ImportingError as problem:
        messages.error(request, str(problem))
    return redirect("admin:console_import_plan", job.pk)


def _job(request: HttpRequest, import_id: int) -> Import:
    mine = seen_by(request, Import.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("organization", "group", "undo"), pk=import_id)
