"""The records, by noun."""

from crm.models.deals import Deal, Pipeline, Stage, StageChange
from crm.models.holds import Hold
from crm.models.imports import Import
from crm.models.people import Company, Contact, ContactEmail, ContactPhone, ExternalId, Tag
from crm.models.scores import EngagementEntry, Score, ScoringProfile
from crm.models.sellers import Rep, SellerProfile
from crm.models.work import Interaction, Note, Notification, Task

__all__ = [
    "Company",
    "Contact",
    "ContactEmail",
    "ContactPhone",
    "Deal",
    "EngagementEntry",
    "ExternalId",
    "Hold",
    "Import",
    "Interaction",
    "Note",
    "Notification",
    "Pipeline",
    "Rep",
    "Score",
    "ScoringProfile",
    "SellerProfile",
    "Stage",
    "StageChange",
    "Tag",
    "Task",
]
