"""Starting a chain of agents for many contacts of a list, as one of the acts on many records."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agents.orchestrator.chains.starting import REASONS, reasons_against, start_chain
from agents.words import chain_choices
from crm.bulk.acts import Batch, BulkAct, BulkForm, register_bulk_act
from quotahit.workflow.interventions import cancel
from quotahit.workflow.models import Run

OVER = "CHAIN_OVER"


class ChainForm(BulkForm):
    chain = forms.ChoiceField(label=_("Chain"))

    def offer(self) -> None:
        self.fields["chain"].choices = chain_choices()  # type: ignore[attr-defined]


@register_bulk_act
class StartChain(BulkAct):
    code = "start_chain"
    nouns = ("contact",)
    label = _("Start a chain of agents")
    form = ChainForm
    undo_asks = False
    undo_note = _("The chain ends for them. What its agents have done stays done.")

    def reasons(self, batch: Batch) -> dict[int, str]:
        return reasons_against(batch.organization, batch.ids)

    def do(self, batch: Batch) -> dict[int, Any]:
        return dict(start_chain(batch.organization, batch.ids, batch.answers["chain"], actor=batch.actor).runs)

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        runs = Run.objects.for_organization(batch.organization).open().filter(pk__in=list(done.values()))  # type: ignore[attr-defined]
        ended = {cancel(run, batch.actor).subject_id for run in runs.order_by("pk")}
        return dict.fromkeys(done.keys() - ended, OVER)

    def explain(self, reason: str) -> str:
        if reason == OVER:
            return str(_("The chain was over by then."))
        return str(REASONS.get(reason) or super().explain(reason))
