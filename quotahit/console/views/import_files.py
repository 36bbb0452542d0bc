"""Several related files in one run: what each lists, what they would do together, one start, one progress, one undo."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.errors import ImportingError
from crm.importing.drafts import set_options
from crm.importing.grouping.drafts import (
    Given,
    discard_group,
    files_of,
    look_at_files,
    save_group,
    set_kind,
    start_group,
)
from crm.importing.grouping.plan import FilePlan, GroupPlan, count_group, totals
from crm.importing.grouping.undoing import outcome_of, plan_undo_of, undo_group, undoable
from crm.importing.kinds import kind_of
from crm.importing.options import Kind, Options
from crm.importing.relating.ties import COMING, HERE, MADE, MISSING
from crm.models import Import, ImportGroup
from quotahit.accounts.admin_access import seen_by
from quotahit.console.import_decisions import BAD_CONSENT, consent_in, stage_choices, stages_in, words_for
from quotahit.console.pages import show


def take_files(request: HttpRequest, files: list[UploadedFile]) -> HttpResponse:
    """Keep several files as one run, and count what it would do."""
    given = [Given(file, file.name or _("list.csv")) for file in files]
    try:
        jobs = look_at_files(request.organization, given, by=request.user)  # type: ignore[attr-defined,arg-type]
        group = save_group(request.organization, jobs, by=request.user)  # type: ignore[attr-defined,arg-type]
        count_group(group)
    except ImportingError as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_import")
    return redirect("admin:console_import_files", group.pk)


def plan_page(request: HttpRequest, group_id: int) -> HttpResponse:
    """The page before the start: counts by file, what belongs to what, stages to be mapped, consent."""
    group = _group(request, group_id)
    jobs = files_of(group)
    if any(job.status != Import.Status.DRAFT for job in jobs):
        return redirect("admin:console_import_files_progress", group.pk)
    if request.method == "POST":
        return _decide(request, group, jobs)
    plan = GroupPlan.model_validate(group.plan)
    people = next((job for job in jobs if kind_of(job) == Kind.CONTACTS), None)
    counted = people and plan.of(people)
    return show(
        request,
        "console/import_files.html",
        _("Import files"),
        group=group,
        plan=plan,
        totals=totals(plan),
        files=[_row(job, plan.of(job)) for job in jobs],
        kinds=[(kind.value, words_for(kind).plural) for kind in Kind],
        ties=_ties(jobs, plan),
        stages=stage_choices(group.organization, _unknown_stages(jobs, plan)),
        people=people,
        writable=counted.writable if counted else 0,
        consent=Options.model_validate(people.options).consent if people else None,
    )


@require_GET
def progress_page(request: HttpRequest, group_id: int) -> HttpResponse:
    """How far each file is, and what came of it."""
    return show(request, "console/import_files_progress.html", _("Import"), **_progress(request, group_id))


@require_GET
def progress_part(request: HttpRequest, group_id: int) -> HttpResponse:
    """The same without the frame."""
    return render(request, "console/import_files_progress_part.html", _progress(request, group_id))


def undo_page(request: HttpRequest, group_id: int) -> HttpResponse:
    """What taking all files back would do, before it is done."""
    group = _group(request, group_id)
    if request.method == "POST":
        try:
            undo_group(group, actor=request.user)  # type: ignore[arg-type]
        except ImportingError as problem:
            messages.error(request, str(problem))
        return redirect("admin:console_import_files_progress", group.pk)
    if not undoable(group):
        return redirect("admin:console_import_files_progress", group.pk)
    return show(request, "console/import_files_undo.html", _("Undo"), group=group, plan=plan_undo_of(group))


@require_POST
def discard(request: HttpRequest, group_id: int) -> HttpResponse:
    """Drop the files."""
    try:
        discard_group(_group(request, group_id), actor=request.user)  # type: ignore[arg-type]
    except ImportingError as problem:
        messages.error(request, str(problem))
    return redirect("admin:console_import")


def _group(request: HttpRequest, group_id: int) -> ImportGroup:
    mine = seen_by(request, ImportGroup.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("organization"), pk=group_id)


def _row(job: Import, found: FilePlan | None) -> dict[str, Any]:
    return {"job": job, "kind": kind_of(job).value, "plan": found}


def _ties(jobs: list[Import], plan: GroupPlan) -> list[dict[str, Any]]:
    """A line for each kind of record that the rows of a file name."""
    nouns = {"company": _("companies"), "contact": _("contacts"), "deal": _("deals")}
    lines = []
    for job in jobs:
        found = plan.of(job)
        for noun, counts in (found.names if found else {}).items():
            line: dict[str, Any] = {"file": job.file_name, "noun": nouns[noun], "rows": sum(counts.values())}
            lines.append(line | {word: counts.get(word, 0) for word in (HERE, COMING, MADE, MISSING)})
    return lines


def _unknown_stages(jobs: list[Import], plan: GroupPlan) -> list[tuple[Mapping[str, str], list[tuple[str, str, int]]]]:
    """The stages of each list of deals that nobody here knows, with what was chosen for them."""
    found = [(Options.model_validate(job.options).stages, plan.of(job)) for job in jobs]
    return [(chosen, file.stages) for chosen, file in found if file and file.stages]


def _decide(request: HttpRequest, group: ImportGroup, jobs: list[Import]) -> HttpResponse:
    """Keep what was decided; start where that is what was pressed, else count again."""
    try:
        for job in jobs:
            asked = request.POST.get(f"kind_{job.pk}", "")
            if asked in [*Kind] and asked != kind_of(job):
                set_kind(job, Kind(asked))
            _set_options(request, job)
        if "start" in request.POST:
            start_group(group, actor=request.user)  # type: ignore[arg-type]
            return redirect("admin:console_import_files_progress", group.pk)
        count_group(group)
    except ValueError:
        messages.error(request, BAD_CONSENT)
    except ImportingError as problem:
        messages.error(request, str(problem))
    return redirect("admin:console_import_files", group.pk)


def _set_options(request: HttpRequest, job: Import) -> None:
    options, kind = Options.model_validate(job.options), kind_of(job)
    if kind == Kind.CONTACTS:
        set_options(job, options.model_copy(update={"consent": consent_in(request)}))
    elif kind == Kind.DEALS:
        set_options(job, options.model_copy(update={"stages": options.stages | stages_in(request)}))


def _progress(request: HttpRequest, group_id: int) -> dict[str, Any]:
    group = _group(request, group_id)
    jobs = files_of(group)
    undos = [job.undoing for job in jobs if job.undoing is not None]
    over = (Import.Status.DONE, Import.Status.FAILED)
    return {
        "group": group,
        "jobs": jobs,
        "undos": undos,
        "undone": outcome_of(group) if undos else None,
        "is_settled": all(job.status in over for job in jobs) and all(undo.is_settled for undo in undos),
        "can_be_undone": bool(undoable(group)),
        "rows": sum(job.rows for job in jobs),
        "total": sum(job.total for job in jobs),
        "percent": 100 * sum(job.rows for job in jobs) // max(sum(job.total for job in jobs), 1),
    }
