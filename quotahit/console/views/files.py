"""Files on a record: what is kept, one more, one less, and handing one out to who sees the record."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from crm.attachments.handing_out import handed_out
from crm.attachments.keeping import LARGEST, attach, held_by, remove_attachment
from crm.attachments.kinds import ENDINGS, TAKEN
from crm.errors import FileRefusedError
from crm.mentions import page_of
from crm.models import Attachment, Company, Contact, Deal
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.console.pages import show

LISTED = 100
RECORDS: dict[str, Any] = {"contact": Contact, "company": Company, "deal": Deal}


def of_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    return _files(request, Contact, contact_id)


def of_company(request: HttpRequest, company_id: int) -> HttpResponse:
    return _files(request, Company, company_id)


def of_deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    return _files(request, Deal, deal_id)


@require_GET
def download(request: HttpRequest, attachment_id: int) -> StreamingHttpResponse:
    """The file, block by block, as something to keep and nothing to open here."""
    return handed_out(_the_file(request, attachment_id), request)


@require_POST
def remove(request: HttpRequest, attachment_id: int) -> HttpResponse:
    attachment = _the_file(request, attachment_id)
    record = attachment.record
    remove_attachment(attachment, actor=request.user)
    messages.success(request, gettext("{attachment} is gone.").format(attachment=attachment))
    return redirect(f"admin:console_{record._meta.model_name}_files", record.pk)


def _files(request: HttpRequest, model: Any, row_id: int) -> HttpResponse:
    rows = seen_by(request, model.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    record = get_object_or_404(rows.select_related("organization"), pk=row_id)
    if request.method == "POST":
        return _keep(request, record)
    return show(
        request,
        "console/files.html",
        gettext("Files: {record}").format(record=record),
        record=record,
        back=page_of(record),
        files=held_by(record)[:LISTED],
        may_act=may(request, Role.REP),
        taken=TAKEN,
        endings=",".join(sorted({ending for endings in ENDINGS.values() for ending in endings})),
        megabytes=LARGEST // 1024**2,
    )


def _keep(request: HttpRequest, record: Model) -> HttpResponse:
    if not may(request, Role.REP):
        raise PermissionDenied
    given = request.FILES.getlist("file")
    if not given:
        messages.error(request, gettext("Choose a file first."))
    for one in given:
        try:
            kept = attach(record, one.chunks(), one.name or "", actor=request.user)  # type: ignore[arg-type]
            said = (
                gettext("{file} is kept.") if kept.is_scanned else gettext("{file} is kept, not scanned for viruses.")
            )
            messages.success(request, said.format(file=kept))
        except FileRefusedError as problem:
            messages.error(request, f"{one.name}: {problem}")
    return redirect(f"admin:console_{record._meta.model_name}_files", record.pk)


def _the_file(request: HttpRequest, attachment_id: int) -> Attachment:
    files = seen_by(request, Attachment.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(files.select_related("organization", *RECORDS), pk=attachment_id)
