"""Segments: the list with its counts, and the builder, which shows who is meant while the conditions are edited."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from crm.choices import Noun
from crm.errors import BadSegmentError, SegmentInUseError
from crm.exporting import as_file, export_contacts
from crm.models import Segment, Tag
from crm.segments.acts import check_act
from crm.segments.columns import members
from crm.segments.compiling import MODELS, catalogue, segment_contacts, where_segment
from crm.segments.conditions import Group, load
from crm.segments.defining import change_segment, create_segment, delete_segment, duplicate_segment
from crm.segments.operators import Scope
from crm.segments.words import in_words
from crm.tasks import act_on_segment
from outreach.models import Sequence
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
from quotahit.console.segment_drafts import DraftGroup, draft_from, draft_of, edit, grouped
from quotahit.estimates import Number, count_about

SHOWN = 10
LISTED = 100


def segments_page(request: HttpRequest) -> HttpResponse:
    """All of them, each in words; how many rows are meant is asked after the page is there."""
    organization = request.organization  # type: ignore[attr-defined]
    segments = list(Segment.objects.for_organization(organization)[:LISTED])
    fields = {noun: catalogue(organization, noun, archived=True) for noun in {one.noun for one in segments}}
    lines = [(one, _words(one, fields[one.noun])) for one in segments]
    return show(request, "console/segments.html", gettext("Segments"), lines=lines, nouns=Noun, **_may(request))


def count_part(request: HttpRequest, segment_id: int) -> HttpResponse:
    """How many rows a segment has now, of those the reader sees."""
    segment = the_segment(request, segment_id)
    try:
        rows = seen_by(request, _rows(segment.noun, load(segment.conditions), request))
        return HttpResponse(str(count_about(rows=rows)["rows"]))
    except BadSegmentError:
        return HttpResponse("cannot be asked any more")


def new_segment_page(request: HttpRequest) -> HttpResponse:
    """A segment that is not saved yet."""
    noun = request.POST.get("noun") or request.GET.get("noun") or Noun.CONTACT
    if noun not in Noun.values:
        raise Http404
    if request.method != "POST":
        return _builder(request, None, noun, DraftGroup(parts=[]), "")
    draft = draft_from(request.POST)
    if request.POST.get("do") != "save":
        edit(draft, request.POST.get("do", ""), _fields(request, noun))
        return _builder(request, None, noun, draft, request.POST.get("name", ""))
    return _save(request, None, noun, draft)


def segment_page(request: HttpRequest, segment_id: int) -> HttpResponse:
    """One segment: what it asks, who is in it, and what can be done with everybody in it."""
    segment = the_segment(request, segment_id)
    if request.method != "POST":
        return _builder(request, segment, segment.noun, _saved(segment), segment.name)
    if not _may(request)["may_act"]:
        raise Http404
    draft = draft_from(request.POST)
    if request.POST.get("do") != "save":
        edit(draft, request.POST.get("do", ""), _fields(request, segment.noun))
        return _builder(request, segment, segment.noun, draft, request.POST.get("name", ""))
    return _save(request, segment, segment.noun, draft)


@require_POST
def builder_part(request: HttpRequest) -> HttpResponse:
    """The conditions as they stand in the form, after what was pressed, with the count and the first rows."""
    noun = request.POST.get("noun", "")
    if noun not in Noun.values:
        raise Http404
    draft = draft_from(request.POST)
    edit(draft, request.POST.get("do", ""), _fields(request, noun))
    return render(request, "console/segment_builder.html", _shown(request, noun, draft))


@require_POST
def duplicate(request: HttpRequest, segment_id: int) -> HttpResponse:
    copy = duplicate_segment(the_segment(request, segment_id), actor=request.user)
    messages.success(request, gettext("“{copy}” asks the same. Change it as you like.").format(copy=copy))
    return redirect("admin:console_segment", copy.pk)


@require_POST
def delete(request: HttpRequest, segment_id: int) -> HttpResponse:
    segment = the_segment(request, segment_id)
    try:
        delete_segment(segment, actor=request.user)
    except SegmentInUseError as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_segment", segment.pk)
    messages.success(request, gettext("“{segment}” is deleted. Whoever was in it stays.").format(segment=segment))
    return redirect("admin:console_segments")


@require_POST
def act(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Tag, own or score everybody in it, in the background; whoever pressed is told when it is done."""
    segment = the_segment(request, segment_id)
    code = request.POST.get("act", "")
    argument = request.POST.get("owner" if code == "own" else "tag", "").strip()
    try:
        check_act(segment, code, argument)
    except BadSegmentError as problem:
        messages.error(request, str(problem))
    else:
        act_on_segment.apply_async((segment.pk, code, argument, request.user.pk), retry=False)
        messages.success(request, gettext("It is being done. You are told when everybody has had their turn."))
    return redirect("admin:console_segment", segment.pk)


@require_POST
def export(request: HttpRequest, segment_id: int) -> HttpResponseBase:
    """Everybody in it as a CSV file that an import reads back; posted, for it is written into the log."""
    segment = the_segment(request, segment_id)
    try:
        rows = seen_by(request, segment_contacts(segment, segment.organization))
    except BadSegmentError as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_segment", segment.pk)
    lines = export_contacts(rows, segment.organization, by=request.membership)  # type: ignore[attr-defined]
    return as_file(lines, f"{segment.slug}.csv")


def the_segment(request: HttpRequest, segment_id: int) -> Segment:
    """The segment in the reader's own organization, else 404."""
    mine = Segment.objects.for_organization(request.organization)  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("organization"), pk=segment_id)


def _save(request: HttpRequest, segment: Segment | None, noun: str, draft: DraftGroup) -> HttpResponse:
    fields, name = _fields(request, noun), request.POST.get("name", "")
    organization = request.organization  # type: ignore[attr-defined]
    is_whole = draft.number(fields).check(fields, Scope(organization))
    try:
        if not is_whole:
            raise BadSegmentError(gettext("A condition lacks something: finish it, or take it away."))
        if segment is None:
            segment = create_segment(organization, name, noun, draft.asked(fields), actor=request.user)
        else:
            change_segment(segment, actor=request.user, name=name, conditions=draft.asked(fields))
    except BadSegmentError as problem:
        messages.error(request, str(problem))
        return _builder(request, segment, noun, draft, name)
    messages.success(request, gettext("“{segment}” is saved.").format(segment=segment))
    return redirect("admin:console_segment", segment.pk)


def _builder(request: HttpRequest, segment: Segment | None, noun: str, draft: DraftGroup, name: str) -> HttpResponse:
    organization = request.organization  # type: ignore[attr-defined]
    context: dict[str, Any] = {"segment": segment, "name": name, **_may(request), **_shown(request, noun, draft)}
    if segment is not None and noun == Noun.CONTACT and context["may_act"]:
        context["sequences"] = Sequence.objects.for_organization(organization).filter(is_active=True).order_by("name")
        context["members"] = members(organization)
        context["tags"] = Tag.objects.for_organization(organization)[:LISTED]
    action = reverse("admin:console_segment", args=[segment.pk]) if segment else reverse("admin:console_segment_new")
    title = (
        segment.name
        if segment
        else gettext("New segment of {verbose_name_plural}").format(
            verbose_name_plural=MODELS[noun]._meta.verbose_name_plural
        )
    )
    return show(request, "console/segment.html", str(title), action=action, **context)


def _shown(request: HttpRequest, noun: str, draft: DraftGroup) -> dict[str, Any]:
    """What the builder shows: the draft with its problems, how many rows are meant, and the first of them."""
    organization = request.organization  # type: ignore[attr-defined]
    fields = _fields(request, noun)
    is_whole = draft.number(fields).check(fields, Scope(organization))
    context: dict[str, Any] = {"draft": draft, "fields": fields, "groups": grouped(fields), "noun": noun}
    context |= {"organization": organization, "is_whole": is_whole, "count": Number(0), "rows": [], "problem": ""}
    try:
        rows = seen_by(request, _rows(noun, draft.asked(fields), request))
    except BadSegmentError as problem:
        return context | {"problem": str(problem)}
    related = {Noun.CONTACT: ("company",), Noun.DEAL: ("company", "stage")}.get(Noun(noun), ())
    first = rows.select_related(*related) if related else rows
    return context | {"count": count_about(rows=rows)["rows"], "rows": first.order_by("pk")[:SHOWN]}


def _rows(noun: str, group: Group, request: HttpRequest) -> Any:
    organization = request.organization  # type: ignore[attr-defined]
    rows = MODELS[noun].objects.for_organization(organization)
    return rows.filter(where_segment(organization, noun, group))


def _fields(request: HttpRequest, noun: str) -> Any:
    """What can be asked, looked up once for a request."""
    kept = request.__dict__.setdefault("_segment_fields", {})
    if noun not in kept:
        kept[noun] = catalogue(request.organization, noun)  # type: ignore[attr-defined]
    return kept[noun]


def _saved(segment: Segment) -> DraftGroup:
    try:
        return draft_of(load(segment.conditions))
    except BadSegmentError:
        return DraftGroup()


def _words(segment: Segment, fields: Any) -> str:
    try:
        return in_words(load(segment.conditions), fields, segment.organization)
    except BadSegmentError as problem:
        return str(problem)


def _may(request: HttpRequest) -> dict[str, bool]:
    return {"may_act": request.membership.may(Role.REP)}  # type: ignore[attr-defined]
