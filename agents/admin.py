"""The agents' decisions and the qualifier's conversations, to be read; and the knowledge, to be kept."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from agents.choices import TalkState
from agents.knowledge.keeping import discard, keep
from agents.models import AgentDecision, Candidate, KnowledgeEntry, LeadSearch, QualifierTalk
from quotahit.accounts.admin_scope import OrganizationAdmin, ReadOnlyAdmin
from quotahit.accounts.choices import Role

LABELS = {
    TalkState.OPEN: "info",
    TalkState.NURTURE: "warning",
    TalkState.QUALIFIED: "success",
    TalkState.DISQUALIFIED: "danger",
}


@admin.register(AgentDecision)
class AgentDecisionAdmin(ReadOnlyAdmin):
    """Who was decided about, what comes next, by which rule and why."""

    list_display = ("at", "agent", "contact", "deal", "happened", "done", "rule", "reason")
    list_filter = ("agent", "rule", "at")
    list_select_related = ("contact", "deal")
    search_fields = ("rule__startswith", "contact__last_name__startswith")
    ordering = ("-at",)

    @display(description=_("From"), ordering="before")
    def happened(self, decision: AgentDecision) -> str:
        return decision.happened

    @display(description=_("To"), ordering="after")
    def done(self, decision: AgentDecision) -> str:
        return decision.done.capitalize()


@admin.register(LeadSearch)
class LeadSearchAdmin(ReadOnlyAdmin):
    """What was searched, what it cost and what stood in its way."""

    list_display = ("started_at", "source", "state", "wanted", "seen", "spent", "credits", "trouble")
    list_filter = ("source", "state")
    ordering = ("-started_at",)


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    """Who was found, how well they fit, and what became of them."""

    list_display = ("search", "contact", "fit", "likeness", "state", "remark", "decided_at")
    list_select_related = ("search", "contact")
    list_filter = ("state",)
    ordering = ("-id",)


@admin.register(QualifierTalk)
class QualifierTalkAdmin(ReadOnlyAdmin):
    """How far each conversation is, and what it came to."""

    list_display = ("started_at", "contact", "state_shown", "is_fast", "rounds", "next_at", "reason")
    list_select_related = ("contact",)
    list_filter = ("state", "is_fast", "started_at")
    search_fields = ("contact__last_name__startswith",)
    ordering = ("-started_at",)

    @display(description=_("State"), ordering="state", label=LABELS)
    def state_shown(self, talk: QualifierTalk) -> tuple[str, str]:
        return talk.state, talk.get_state_display()


@admin.register(KnowledgeEntry)
class KnowledgeEntryAdmin(OrganizationAdmin):
    """What agents may say. The verbs of agents.knowledge.keeping write and log it."""

    edits = Role.MANAGER
    verbs_log = True
    list_display = ("named", "answer", "language", "valid_from", "valid_until", "is_active")
    list_filter = ("language", "is_active")
    search_fields = ("question__icontains", "answer__icontains")
    fields = ("question", "answer", ("language", "is_active"), ("valid_from", "valid_until"))
    ordering = ("-updated_at",)

    @display(description=_("Question or statement"))
    def named(self, entry: KnowledgeEntry) -> str:
        return str(entry)

    def save_model(self, request: HttpRequest, obj: KnowledgeEntry, form: Any, change: bool) -> None:
        obj.organization = request.organization  # type: ignore[attr-defined]
        if form.changed_data or not change:
            keep(obj, actor=request.user, changed=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: KnowledgeEntry) -> None:
        discard(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for entry in queryset:
            discard(entry, actor=request.user)
