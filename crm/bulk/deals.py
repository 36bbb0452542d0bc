"""Deals with many contacts opened in one act, and many deals moved to one stage."""

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from crm.bulk.acts import Batch, BulkAct, BulkForm, register_bulk_act
from crm.choices import StageKind
from crm.errors import WrongStageError
from crm.models import Deal, Pipeline, Stage
from crm.moving_deals import lacking, move_deals
from crm.opening_deals import NAMES, Offer, open_deals, withdraw_deals
from crm.pipelines import first_stage

OF_THE_CONTACT = ("company", "owner")  # what a new deal has from its contact


class DealsForm(BulkForm):
    pipeline = forms.ModelChoiceField(Pipeline.objects.none(), label=_("Pipeline"))
    name = forms.CharField(
        label=_("Name of each deal"),
        max_length=200,
        initial="{company}",
        help_text=_("{company}, {name} and {first_name} stand for each contact's own."),
    )
    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=14, decimal_places=2, required=False)
    expected_close = forms.DateField(
        label=_("Expected close"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def offer(self) -> None:
        pipelines = Pipeline.objects.for_organization(self.organization).order_by("-is_default", "name")
        self.fields["pipeline"].queryset = pipelines
        self.fields["pipeline"].initial = pipelines.first()

    def clean_name(self) -> str:
        name = rest = str(self.cleaned_data["name"])
        for placeholder in NAMES:
            rest = rest.replace(placeholder, "")
        if "{" in rest or "}" in rest:
            raise forms.ValidationError(_("Only {company}, {name} and {first_name} may stand in braces."))
        return name

    def clean(self) -> dict[str, Any]:
        """What the first stage asks for and no contact brings must be said here."""
        given = self.cleaned_data
        if given.get("pipeline") is None:
            return given
        try:
            given["stage"] = first_stage(given["pipeline"])
        except WrongStageError as problem:
            self.add_error("pipeline", str(problem))
            return given
        for name in ("amount", "expected_close"):
            if name in given["stage"].required and given.get(name) is None:
                self.add_error(name, _("The first stage takes deals with this alone."))
        return given


@register_bulk_act
class OpenDeals(BulkAct):
    code = "deals"
    nouns = ("contact",)
    label = _("Open deals")
    form = DealsForm
    undo_asks = False

    def reasons(self, batch: Batch) -> dict[int, str]:
        stage = batch.answers["stage"]
        running = Deal.objects.for_organization(batch.organization).open().filter(contact__one_of=batch.ids)
        having = running.filter(stage__pipeline=stage.pipeline_id).values_list("contact_id", flat=True)
        reasons: dict[int, str] = {}
        for name in OF_THE_CONTACT:
            if name in stage.required:
                without = batch.rows().filter(**{name: None}).values_list("pk", flat=True)
                reasons |= dict.fromkeys(without, f"LACKS_{name.upper()}")
        return reasons | dict.fromkeys(having, "HAS_OPEN_DEAL")

    def do(self, batch: Batch) -> dict[int, Any]:
        given = batch.answers
        offer = Offer(given["stage"], given["name"], given["amount"], expected_close=given["expected_close"])
        contacts = list(batch.rows().select_related("company", "owner"))
        deals = open_deals(batch.organization, contacts, offer, actor=batch.actor)
        return {deal.contact_id: deal.pk for deal in deals if deal.contact_id}

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        gone = set(withdraw_deals(batch.organization, list(done.values()), actor=batch.actor))
        return {pk: "CHANGED_SINCE" for pk, deal_id in done.items() if deal_id not in gone}


class StageChoice(forms.ModelChoiceField):
    def label_from_instance(self, stage: Any) -> str:
        return f"{stage.pipeline}: {stage}"


class StageForm(BulkForm):
    stage = StageChoice(Stage.objects.none(), label=_("Stage"))
    lost_reason = forms.CharField(label=_("Why it was lost, where it was"), max_length=200, required=False)

    def offer(self) -> None:
        stages = Stage.objects.for_organization(self.organization).select_related("pipeline")
        self.fields["stage"].queryset = stages.order_by("-pipeline__is_default", "pipeline__name", "position")

    def clean(self) -> dict[str, Any]:
        stage = self.cleaned_data.get("stage")
        if stage and stage.kind == StageKind.LOST and not self.cleaned_data.get("lost_reason"):
            self.add_error("lost_reason", _("Say why they were lost."))
        return self.cleaned_data


@register_bulk_act
class MoveStage(BulkAct):
    code = "stage"
    nouns = ("deal",)
    label = _("Move to a stage")
    form = StageForm
    undo_note = _("The deals go back. What a won or lost deal has set off, such as the end of a sequence, stays.")

    def reasons(self, batch: Batch) -> dict[int, str]:
        stage = batch.answers["stage"]
        reasons: dict[int, str] = {}
        for deal in batch.rows().select_related("stage"):
            if deal.stage_id == stage.pk:
                reasons[deal.pk] = "ALREADY_THERE"
            elif deal.stage.pipeline_id != stage.pipeline_id:
                reasons[deal.pk] = "OTHER_PIPELINE"
            elif missing := lacking(deal, stage):
                reasons[deal.pk] = f"LACKS_{missing.upper()}"
        return reasons

    def do(self, batch: Batch) -> dict[int, Any]:
        stage, why = batch.answers["stage"], batch.answers["lost_reason"]
        before = move_deals(batch.organization, batch.ids, stage, actor=batch.actor, lost_reason=why)
        return {
            pk: [deal.stage_id, deal.closed_at and deal.closed_at.isoformat(), deal.lost_reason]
            for pk, deal in before.items()
        }

    def undo(self, batch: Batch, done: dict[int, Any]) -> dict[int, str]:
        """Each goes back to the stage that it came from; closed ones are closed as they were."""
        now = dict(batch.rows().values_list("pk", "stage_id"))
        kept = {pk: "GONE" for pk in done if pk not in now}
        kept |= {pk: "CHANGED_SINCE" for pk, stage_id in now.items() if stage_id != batch.answers["stage"].pk}
        sources: dict[int, list[int]] = defaultdict(list)
        for pk, (stage_id, *_rest) in done.items():
            if pk not in kept:
                sources[stage_id].append(pk)
        stages = Stage.objects.for_organization(batch.organization).in_bulk(list(sources))
        for stage_id, ids in sources.items():
            if stage_id not in stages:
                kept |= dict.fromkeys(ids, "GONE")
                continue
            move_deals(batch.organization, ids, stages[stage_id], actor=batch.actor)
            _close_as_before({pk: done[pk] for pk in ids})
        return kept


def _close_as_before(done: dict[int, Any]) -> None:
    for pk, (_stage, closed_at, lost_reason) in done.items():
        if closed_at:
            Deal.objects.filter(pk=pk).update(closed_at=parse_datetime(closed_at), lost_reason=lost_reason)
