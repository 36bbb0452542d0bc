"""The approval inbox: exactly what would happen, and a person's word on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from crm.models import Contact
from outreach.models import Delivery, InboundMessage
from quotahit.accounts.admin_access import seen_by
from quotahit.console.pages import show
from quotahit.ids import id_in
from quotahit.workflow.approvals import resolve
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.contents import content_class
from quotahit.workflow.errors import ApprovalError
from quotahit.workflow.models import Approval

LISTED = 50
# Shown in their own way, or of no use to a person.
HIDDEN = frozenset({"contact_id", "delivery_id", "inbound_id", "mailbox_id", "kind", "candidate_ids", "search_id"})
LONG = 80

# How the parts of what is asked are called, by name.
LABELS = {
    "address": _("Address"),
    "best_fit": _("Best fit"),
    "leads": _("Leads"),
    "amount": _("Amount"),
    "name": _("Name"),
    "recipient": _("Recipient"),
    "sender": _("Sender"),
    "subject": _("Subject"),
    "text": _("Text"),
    "why": _("Why"),
}


@dataclass(frozen=True)
class Field:
    """One part of what is approved."""

    name: str
    label: str
    value: Any
    is_editable: bool

    @property
    def is_long(self) -> bool:
        return self.name == "text" or len(str(self.value)) > LONG


@dataclass(frozen=True)
class Question:
    """One approval as the page shows it."""

    approval: Approval
    contact: Contact | None
    fields: list[Field]
    answers: InboundMessage | None = None  # what a drafted answer replies to
    written: dict[str, str] = field(default_factory=dict)  # what the reader wrote, and was not taken
    is_unsaved: bool = False  # what the reader wrote stands in the fields

    @property
    def search_id(self) -> int | None:
        """The search whose page shows whom it found, one by one."""
        return self.approval.content.get("search_id")

    @property
    def inbound_id(self) -> int | None:
        """The message that has to be read before one can answer."""
        return self.approval.content.get("inbound_id")


def approvals_page(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the reader."""
    return _page(request, _questions(request))


def approvals_part(request: HttpRequest) -> HttpResponse:
    """The same without the frame, for the live line."""
    return render(request, "console/approvals_part.html", {"questions": _questions(request)})


@require_POST
def answer(request: HttpRequest, approval_id: int) -> HttpResponse:
    """One answer, for exactly what was shown; edits are approved in the same act."""
    mine = seen_by(request, Approval.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    approval = get_object_or_404(mine, pk=approval_id)
    choice = request.POST.get("choice", "")
    try:
        _resolve(request, approval, choice)
        messages.success(request, f"{approval.title} {'Approved.' if choice == 'approve' else 'Answered.'}")
    except ApprovalError as problem:
        messages.error(request, f"{approval.title} {problem}")
        return _refused(request, approval)
    return redirect("admin:console_approvals")


@require_POST
def answer_many(request: HttpRequest) -> HttpResponse:
    """Approve the checked ones; what cannot be approved any more is said, and stops none of the others."""
    mine = Approval.objects.waiting().answerable_by(request.membership)  # type: ignore[attr-defined]
    approved = 0
    for shown in request.POST.getlist("checked"):
        number, _, fingerprint = shown.partition(":")
        approval = mine.filter(pk=id_in(number)).first()
        if approval is None:
            continue
        try:
            resolve(approval, "approve", actor=request.user, fingerprint=fingerprint)  # type: ignore[arg-type]
            approved += 1
        except ApprovalError as problem:
            messages.error(request, f"{approval.title} {problem}")
    messages.success(request, gettext("{approved} approved.").format(approved=approved))
    return redirect("admin:console_approvals")


def _page(request: HttpRequest, questions: list[Question], closed: Question | None = None) -> HttpResponse:
    return show(request, "console/approvals.html", gettext("Approvals"), questions=questions, closed=closed)


def _refused(request: HttpRequest, approval: Approval) -> HttpResponse:
    """The page with what somebody wrote before they were refused: in the question's card while it is asked, else in one
    of its own, for it is kept nowhere."""
    typed = _typed(request, approval)
    questions = _questions(request, approval)
    for at, question in enumerate(questions):
        if question.approval == approval:
            questions[at] = _with_words(question, typed, request.POST.get("fingerprint", ""))
            return _page(request, questions)
    written = {_label(name): words for name, words in typed.items() if _differs(approval.content.get(name), words)}
    return _page(request, questions, Question(approval, None, [], written=written) if written else None)


def _with_words(question: Question, typed: Mapping[str, str], shown: str) -> Question:
    """The card with these words in their fields, or beside them where it shows something else than before by now."""
    if shown != question.approval.fingerprint:
        fields = [one for one in question.fields if one.name in typed and _differs(one.value, typed[one.name])]
        return replace(question, written={one.label: typed[one.name] for one in fields})
    fields = [replace(one, value=typed.get(one.name, one.value)) for one in question.fields]
    return replace(question, fields=fields, is_unsaved=True)


def _typed(request: HttpRequest, approval: Approval) -> dict[str, str]:
    """What stood in the fields that may be edited, by name."""
    fields = {name: request.POST.get(f"edit-{name}") for name in content_class(approval.kind).editable}
    return {name: words for name, words in fields.items() if words is not None}


def _resolve(request: HttpRequest, approval: Approval, choice: str) -> None:
    edits = {}
    if choice == "approve" and approval.status == ApprovalStatus.WAITING:  # of others the content may be erased
        before = approval.load().stored()
        edits = {name: new for name, new in _typed(request, approval).items() if _differs(before.get(name), new)}
    fingerprint = request.POST.get("fingerprint", "")
    remark = request.POST.get("remark", "")
    resolve(approval, choice, actor=request.user, fingerprint=fingerprint, edits=edits, remark=remark)  # type: ignore[arg-type]


def _differs(before: Any, new: str) -> bool:
    """Whether a person changed the field; browsers send line breaks of their own kind."""
    return new.replace("\r\n", "\n").strip() != ("" if before is None else str(before)).strip()


def _questions(request: HttpRequest, besides: Approval | None = None) -> list[Question]:
    """The oldest that the reader may answer, and one besides if it is such a one."""
    membership = request.membership  # type: ignore[attr-defined]
    waiting = Approval.objects.waiting().answerable_by(membership).select_related("assignee")
    mine = list(waiting.order_by("created_at")[:LISTED])
    if besides is not None and besides not in mine:
        mine = [*waiting.filter(pk=besides.pk), *mine]
    contacts = Contact.objects.in_bulk({one.subject_id for one in mine if one.subject_type == "crm.contact"})
    sent = Delivery.objects.select_related("contact")
    deliveries = sent.in_bulk({one.subject_id for one in mine if one.subject_type == "outreach.delivery"})
    inbound = InboundMessage.objects.for_organization(membership.organization)
    ids = {row.in_reply_to for row in deliveries.values() if row.in_reply_to}
    answered = {row.message_id: row for row in inbound.filter(message_id__in=ids)}
    return [_question(one, contacts, deliveries, answered) for one in mine]


def _question(
    approval: Approval,
    contacts: dict[int, Contact],
    deliveries: dict[int, Delivery],
    answered: dict[str, InboundMessage],
) -> Question:
    delivery = deliveries.get(approval.subject_id or 0) if approval.subject_type == "outreach.delivery" else None
    if delivery is not None:
        return Question(approval, delivery.contact, _fields(approval), answered.get(delivery.in_reply_to))
    return Question(approval, contacts.get(approval.subject_id or 0), _fields(approval))


def _label(name: str) -> str:
    return str(LABELS.get(name, name.replace("_", " ").capitalize()))


def _fields(approval: Approval) -> list[Field]:
    content = approval.load()
    return [
        Field(name, _label(name), value, name in content.editable)
        for name, value in content.stored().items()
        if name not in HIDDEN and (value not in (None, "") or name in content.editable)
    ]
