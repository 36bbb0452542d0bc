"""Keeping what was understood of a line of the timeline."""

from django.db import transaction

from crm.choices import AdvisedAct, Intent, Urgency
from crm.journal import enter
from crm.models import Analysis, Interaction
from crm.understanding import EmotionalAnalysis
from quotahit import clock


def keep_analysis(interaction: Interaction, analysis: EmotionalAnalysis, *, actor: object) -> Analysis:
    """Write the analysis of one line, or write it anew; records `reply.analyzed` for each reading that says something
    else than the one before."""
    with transaction.atomic():
        before = Analysis.objects.filter(interaction=interaction).first()
        row, _ = Analysis.objects.update_or_create(
            interaction=interaction,
            defaults={
                **analysis.model_dump(mode="json"),
                "organization": interaction.organization,
                "contact": interaction.contact,
                "at": clock.now(),
            },
        )
        if before is None or before.analysis != analysis:
            payload = {"analysis_id": row.pk, "interaction_id": interaction.pk, **_codes(analysis)}
            enter(interaction.organization, "reply.analyzed", interaction.contact, actor=actor, payload=payload)
    return row


def close_analysis(interaction: Interaction, *, layer: str) -> None:
    """Somebody has said that this message asks to be left alone."""
    closed = {"intent": Intent.STOP, "urgency": Urgency.LOST, "act": AdvisedAct.END, "hot": False, "layer": layer}
    Analysis.objects.filter(interaction=interaction).update(**closed)


def _codes(analysis: EmotionalAnalysis) -> dict[str, object]:
    """What the event tells: codes alone, no words of anybody."""
    told = analysis.model_dump(mode="json", exclude={"objections", "signals", "reason", "why_a_person"})
    return {
        **told,
        "objections": [str(kind) for kind in analysis.objection_kinds],
        "signals": [str(signal.kind) for signal in analysis.signals],
    }
