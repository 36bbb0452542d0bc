"""The records, by noun."""

from crm.models.activities import ImportedActivity
from crm.models.analyses import Analysis
from crm.models.attachments import Attachment
from crm.models.bulk import BulkJob
from crm.models.conversations import Conversation
from crm.models.deals import REQUIRABLE, Deal, Goal, LostReason, Pipeline, Stage, StageChange
from crm.models.duplicates import DuplicatePair, Merge
from crm.models.facts import Fact, Qualification
from crm.models.fields import CustomField
from crm.models.holds import Hold
from crm.models.imports import Import, ImportGroup, SavedMapping
from crm.models.noticing import NotificationMail, NotificationPreferences
from crm.models.people import Company, Contact, ContactEmail, ContactPhone, ExternalId, LastActivity, Tag
from crm.models.provenance import Provenance, WritePolicy
from crm.models.recaps import Recap
from crm.models.saved_views import SavedView
from crm.models.scores import EngagementEntry, Score, ScoringProfile
from crm.models.segments import Segment
from crm.models.sellers import Rep, SellerProfile
from crm.models.sharing import Share
from crm.models.undoing import ImportTrace, ImportUndo
from crm.models.work import Interaction, Note, Notification, Task

__all__ = [
    "REQUIRABLE",
    "Analysis",
    "Attachment",
    "BulkJob",
    "Company",
    "Contact",
    "ContactEmail",
    "ContactPhone",
    "Conversation",
    "CustomField",
    "Deal",
    "DuplicatePair",
    "EngagementEntry",
    "ExternalId",
    "Fact",
    "Goal",
    "Hold",
    "Import",
    "ImportGroup",
    "ImportTrace",
    "ImportUndo",
    "ImportedActivity",
    "Interaction",
    "LastActivity",
    "LostReason",
    "Merge",
    "Note",
    "Notification",
    "NotificationMail",
    "NotificationPreferences",
    "Pipeline",
    "Provenance",
    "Qualification",
    "Recap",
    "Rep",
    "SavedMapping",
    "SavedView",
    "Score",
    "ScoringProfile",
    "Segment",
    "SellerProfile",
    "Share",
    "Stage",
    "StageChange",
    "Tag",
    "Task",
    "WritePolicy",
]
