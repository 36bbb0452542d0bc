"""The nouns of the API and what can be done with them. Written by `bin/manage api_client`; not by hand."""

from quotahit_client.nouns.approvals import Approvals
from quotahit_client.nouns.bulk_jobs import BulkJobs
from quotahit_client.nouns.candidates import Candidates
from quotahit_client.nouns.chat_widgets import ChatWidgets
from quotahit_client.nouns.companies import Companies
from quotahit_client.nouns.consents import Consents
from quotahit_client.nouns.contacts import Contacts
from quotahit_client.nouns.conversations import Conversations
from quotahit_client.nouns.custom_fields import CustomFields
from quotahit_client.nouns.deals import Deals
from quotahit_client.nouns.decisions import Decisions
from quotahit_client.nouns.deliveries import Deliveries
from quotahit_client.nouns.do_not_call import DoNotCall
from quotahit_client.nouns.duplicates import Duplicates
from quotahit_client.nouns.enrollments import Enrollments
from quotahit_client.nouns.events import Events
from quotahit_client.nouns.files import Files
from quotahit_client.nouns.goals import Goals
from quotahit_client.nouns.imports import Imports
from quotahit_client.nouns.interactions import Interactions
from quotahit_client.nouns.knowledge import Knowledge
from quotahit_client.nouns.lead_searches import LeadSearches
from quotahit_client.nouns.lost_reasons import LostReasons
from quotahit_client.nouns.mailboxes import Mailboxes
from quotahit_client.nouns.merges import Merges
from quotahit_client.nouns.notes import Notes
from quotahit_client.nouns.notifications import Notifications
from quotahit_client.nouns.offers import Offers
from quotahit_client.nouns.organization import Organization
from quotahit_client.nouns.pipelines import Pipelines
from quotahit_client.nouns.provenance import Provenance
from quotahit_client.nouns.rules import Rules
from quotahit_client.nouns.runs import Runs
from quotahit_client.nouns.saved_views import SavedViews
from quotahit_client.nouns.segment_enrollments import SegmentEnrollments
from quotahit_client.nouns.segments import Segments
from quotahit_client.nouns.sequences import Sequences
from quotahit_client.nouns.shares import Shares
from quotahit_client.nouns.stages import Stages
from quotahit_client.nouns.suppressions import Suppressions
from quotahit_client.nouns.talks import Talks
from quotahit_client.nouns.tasks import Tasks
from quotahit_client.nouns.teams import Teams
from quotahit_client.nouns.templates import Templates
from quotahit_client.nouns.webhooks import Webhooks
from quotahit_client.transport import Transport


class Nouns:
    """All of them."""

    def __init__(self, transport: Transport) -> None:
        self.approvals = Approvals(transport)
        self.bulk_jobs = BulkJobs(transport)
        self.candidates = Candidates(transport)
        self.chat_widgets = ChatWidgets(transport)
        self.companies = Companies(transport)
        self.consents = Consents(transport)
        self.contacts = Contacts(transport)
        self.conversations = Conversations(transport)
        self.custom_fields = CustomFields(transport)
        self.deals = Deals(transport)
        self.decisions = Decisions(transport)
        self.deliveries = Deliveries(transport)
        self.do_not_call = DoNotCall(transport)
        self.duplicates = Duplicates(transport)
        self.enrollments = Enrollments(transport)
        self.events = Events(transport)
        self.files = Files(transport)
        self.goals = Goals(transport)
        self.imports = Imports(transport)
        self.interactions = Interactions(transport)
        self.knowledge = Knowledge(transport)
        self.lead_searches = LeadSearches(transport)
        self.lost_reasons = LostReasons(transport)
        self.mailboxes = Mailboxes(transport)
        self.merges = Merges(transport)
        self.notes = Notes(transport)
        self.notifications = Notifications(transport)
        self.offers = Offers(transport)
        self.organization = Organization(transport)
        self.pipelines = Pipelines(transport)
        self.provenance = Provenance(transport)
        self.rules = Rules(transport)
        self.runs = Runs(transport)
        self.saved_views = SavedViews(transport)
        self.segment_enrollments = SegmentEnrollments(transport)
        self.segments = Segments(transport)
        self.sequences = Sequences(transport)
        self.shares = Shares(transport)
        self.stages = Stages(transport)
        self.suppressions = Suppressions(transport)
        self.talks = Talks(transport)
        self.tasks = Tasks(transport)
        self.teams = Teams(transport)
        self.templates = Templates(transport)
        self.webhooks = Webhooks(transport)
