"""All that the API tells. Written by `bin/manage api_client`; not by hand."""

from quotahit_client.models.approvals import Approval
from quotahit_client.models.bulk_jobs import ActAnswer, Acts, BulkJob, LeftOut, OneAct
from quotahit_client.models.candidates import Candidate
from quotahit_client.models.chat_widgets import ChatWidget
from quotahit_client.models.companies import Company
from quotahit_client.models.consents import Consent, Revoked
from quotahit_client.models.contacts import (
    Contact,
    ContactMemory,
    HandedBack,
    KnownAs,
    Reach,
    Released,
    RememberedAppointment,
    RememberedEmail,
    RememberedFact,
    RememberedLine,
    RememberedObjection,
)
from quotahit_client.models.conversations import Conversation
from quotahit_client.models.custom_fields import CustomField
from quotahit_client.models.deals import Deal, Forecast, ForecastLine, Leaderboard, Standing
from quotahit_client.models.decisions import Decision
from quotahit_client.models.deliveries import Delivery
from quotahit_client.models.do_not_call import DoNotCall
from quotahit_client.models.duplicates import Dismissed, Duplicate
from quotahit_client.models.enrollments import Enrolled, Enrollment
from quotahit_client.models.events import Event
from quotahit_client.models.files import File
from quotahit_client.models.goals import Goal
from quotahit_client.models.imports import Import
from quotahit_client.models.interactions import Interaction
from quotahit_client.models.knowledge import Knowledge
from quotahit_client.models.lead_searches import Search
from quotahit_client.models.lost_reasons import LostReason
from quotahit_client.models.mailboxes import Mailbox
from quotahit_client.models.merges import Merge, MergeOption, MergePreview
from quotahit_client.models.notes import Note
from quotahit_client.models.notifications import Marked, Notification
from quotahit_client.models.offers import BriefingLine, BriefingSource, Offer
from quotahit_client.models.organization import Organization
from quotahit_client.models.pipelines import Pipeline
from quotahit_client.models.provenance import Provenance
from quotahit_client.models.rules import Rule, RuleTable
from quotahit_client.models.runs import Run, Step
from quotahit_client.models.saved_views import SavedView, ViewQuestion
from quotahit_client.models.segment_enrollments import Outlook, SegmentEnrollment, SegmentResult
from quotahit_client.models.segments import Catalogue, Counted, Question, QuestionOperator, Segment
from quotahit_client.models.sequences import Sequence, StepShown
from quotahit_client.models.shared import FieldProblem, Problem, Result, Results
from quotahit_client.models.shares import Share
from quotahit_client.models.stages import Stage
from quotahit_client.models.suppressions import Suppression
from quotahit_client.models.talks import Talk
from quotahit_client.models.tasks import Task
from quotahit_client.models.teams import Team
from quotahit_client.models.templates import Template
from quotahit_client.models.webhooks import Endpoint, Made

__all__ = [
    "ActAnswer",
    "Acts",
    "Approval",
    "BriefingLine",
    "BriefingSource",
    "BulkJob",
    "Candidate",
    "Catalogue",
    "ChatWidget",
    "Company",
    "Consent",
    "Contact",
    "ContactMemory",
    "Conversation",
    "Counted",
    "CustomField",
    "Deal",
    "Decision",
    "Delivery",
    "Dismissed",
    "DoNotCall",
    "Duplicate",
    "Endpoint",
    "Enrolled",
    "Enrollment",
    "Event",
    "FieldProblem",
    "File",
    "Forecast",
    "ForecastLine",
    "Goal",
    "HandedBack",
    "Import",
    "Interaction",
    "Knowledge",
    "KnownAs",
    "Leaderboard",
    "LeftOut",
    "LostReason",
    "Made",
    "Mailbox",
    "Marked",
    "Merge",
    "MergeOption",
    "MergePreview",
    "Note",
    "Notification",
    "Offer",
    "OneAct",
    "Organization",
    "Outlook",
    "Pipeline",
    "Problem",
    "Provenance",
    "Question",
    "QuestionOperator",
    "Reach",
    "Released",
    "RememberedAppointment",
    "RememberedEmail",
    "RememberedFact",
    "RememberedLine",
    "RememberedObjection",
    "Result",
    "Results",
    "Revoked",
    "Rule",
    "RuleTable",
    "Run",
    "SavedView",
    "Search",
    "Segment",
    "SegmentEnrollment",
    "SegmentResult",
    "Sequence",
    "Share",
    "Stage",
    "Standing",
    "Step",
    "StepShown",
    "Suppression",
    "Talk",
    "Task",
    "Team",
    "Template",
    "ViewQuestion",
]
