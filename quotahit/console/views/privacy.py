"""A person's request about their data: what is held, handed out as a file, or erased after a look at what goes."""

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from crm.subjects import subject_of
from quotahit.accounts.errors import NotYetErasable
from quotahit.accounts.subjects.erasing import Report, erase, plan
from quotahit.accounts.subjects.exporting import export
from quotahit.accounts.subjects.holdings import Treatment, rooms
from quotahit.console.pages import show
from quotahit.console.privacy.handing_out import pack
from quotahit.console.views.contact import the_contact

BECOMES = {
    Treatment.DELETED: _("is deleted"),
    Treatment.EMPTIED: _("stays as a count, without a word"),
    Treatment.CLEARED: _("stays without the person"),
    Treatment.KEPT: _("stays"),
}


@require_GET
def privacy_page(request: HttpRequest, contact_id: int) -> HttpResponse:
    """What an export holds, and what erasing would leave and why; rows of others that name them are not counted."""
    contact = the_contact(request, contact_id)
    subject = subject_of(contact)
    return show(
        request,
        "console/privacy.html",
        gettext("Privacy: {contact}").format(contact=contact),
        contact=contact,
        rows=_rows(plan(subject, search=False)),
        closed=sorted(key for _, key in subject.own),
        shared=sorted(key for _, key in subject.shared),
    )


@require_POST
def export_person(request: HttpRequest, contact_id: int) -> FileResponse:
    """Everything about the person as an archive."""
    contact = the_contact(request, contact_id)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it, and their files may be large
    pack(export(subject_of(contact), actor=request.user), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"contact-{contact.pk}.zip", content_type="application/zip")


@require_POST
def erase_person(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Erase, where the reader has ticked that they mean it. The sentence that says so names nobody."""
    contact = the_contact(request, contact_id)
    if request.POST.get("sure") != "1":
        messages.error(request, gettext("Nothing was erased: tick that you are sure."))
        return redirect("admin:console_contact_privacy", contact.pk)
    try:
        report = erase(subject_of(contact), actor=request.user)
    except NotYetErasable as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_contact_privacy", contact.pk)
    rows = sum(report.rows.get(Treatment.DELETED, {}).values())
    messages.success(
        request,
        gettext("Contact {contact_id} is erased: {rows} rows are gone, and no import brings them back.").format(
            contact_id=contact_id, rows=rows
        ),
    )
    return redirect("admin:crm_contact_changelist")


def _rows(report: Report) -> list[dict[str, Any]]:
    """One line for each kind of row that there is: how many, what becomes of it, and what it is or why it stays."""
    why = {(it.model, it.treatment): it.why for room in rooms() for it in room.holdings}
    return [
        {"model": model, "count": count, "becomes": BECOMES[treatment], "why": why[model, treatment]}
        for treatment, counts in report.rows.items()
        for model, count in counts.items()
    ]
