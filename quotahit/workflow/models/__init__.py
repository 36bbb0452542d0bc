"""Runs of chains, their steps, what they wait for and what they ask of people; what others are told of events."""

from quotahit.workflow.models.approvals import Approval
from quotahit.workflow.models.runs import Run, RunStep
from quotahit.workflow.models.waits import Wait
from quotahit.workflow.models.webhooks import WebhookDelivery

__all__ = ["Approval", "Run", "RunStep", "Wait", "WebhookDelivery"]
