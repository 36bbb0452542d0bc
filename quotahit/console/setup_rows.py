"""What the set-up page looks at, fetched at once: its way and its list of parts read the same rows."""

from crm.models import Contact, Rep, ScoringProfile, SellerProfile
from outreach.models import Delivery, Mailbox, Sequence
from quotahit.accounts.models import Organization
from quotahit.together import fetch_together
from quotahit.workflow.outgoing import Fate


class SetUpRows:
    """An organization's rows that say how far it is set up; of leads, sequences and messages one says enough."""

    def __init__(self, organization: Organization) -> None:
        sellers = SellerProfile.objects.for_organization(organization).order_by("pk")[:1]
        profiles = ScoringProfile.objects.for_organization(organization).filter(is_active=True)[:1]
        contacts = Contact.objects.for_organization(organization).order_by("-pk")[:1]
        sequences = Sequence.objects.for_organization(organization).filter(is_active=True).order_by("pk")[:1]
        sent = Delivery.objects.for_organization(organization).filter(status=Fate.SENT).order_by("-pk")[:1]
        self.mailboxes = Mailbox.objects.for_organization(organization).for_mail().filter(is_active=True).order_by("pk")
        self.reps = Rep.objects.for_organization(organization).filter(is_active=True)
        fetch_together(sellers, profiles, contacts, sequences, sent, self.mailboxes, self.reps)
        self.organization = organization
        self.seller = next(iter(sellers), None)
        self.profile = next(iter(profiles), None)
        self.sequence = next(iter(sequences), None)
        self.has_leads, self.has_sent = bool(contacts), bool(sent)
