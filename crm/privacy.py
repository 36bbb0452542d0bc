"""The records about a person: they go, and what is a firm's business stays without them."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.attachments.keeping import Strays
from crm.choices import RecordKind
from crm.importing.erasing import remove_from_files
from crm.importing.leftovers import Leftovers
from crm.journal import source_of
from crm.models import (
    Analysis,
    Attachment,
    BulkJob,
    Company,
    Contact,
    ContactEmail,
    ContactPhone,
    Conversation,
    Deal,
    DuplicatePair,
    EngagementEntry,
    ExternalId,
    Fact,
    Hold,
    ImportedActivity,
    ImportTrace,
    Interaction,
    LastActivity,
    Merge,
    Note,
    Notification,
    NotificationMail,
    Provenance,
    Qualification,
    Recap,
    Score,
    Share,
    Task,
)
from crm.models.duplicates import UNDO_DAYS
from crm.subjects import CONTACT
from quotahit.accounts.retention import Rows, keep
from quotahit.accounts.subjects.holdings import Find, Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject
from quotahit.events.record import record

FIRM = _("A firm's record; where it names the person, they are taken out.")
OUR_MODELS = (
    "Pipeline",
    "Stage",
    "LostReason",
    "Goal",
    "ScoringProfile",
    "SellerProfile",
    "Rep",
    "CustomField",
    "WritePolicy",
)
OUR_MEMBERS = ("NotificationPreferences", "NotificationMail")
OURS = _("What the organization says of itself.")


def _of_contact(rows: QuerySet, field: str = "contact") -> Find:
    return lambda subject: rows.all().filter(**{f"{field}__in": subject.ids(CONTACT)})


def _of_contact_or_deal(rows: QuerySet) -> Find:
    """What people wrote on a person's deal is about the person."""

    def find(subject: Subject) -> QuerySet:
        ids = subject.ids(CONTACT)
        return rows.all().filter(Q(contact__in=ids) | Q(deal__contact__in=ids))

    return find


def _notifications(subject: Subject) -> QuerySet:
    """Those that lead to the person's page or to one of their rows."""
    links = [f"/{page}/{row_id}/" for row_id in subject.ids(CONTACT) for page in ("contacts", "inbox")]
    links += [f"/{label.replace('.', '/')}/{row_id}/change/" for label, row_id in sorted(subject.references)]
    return Notification.objects.for_organization(subject.organization).filter(link__in=links)


def _imported_activities(subject: Subject) -> QuerySet:
    """By the row that each became, which is about the person or one of their deals."""
    ids = subject.ids(CONTACT)
    about = Q(interaction__contact__in=ids)
    for name in ("note", "task"):
        about |= Q(**{f"{name}__contact__in": ids}) | Q(**{f"{name}__deal__contact__in": ids})
    return ImportedActivity.objects.filter(about)


def _merges(subject: Subject) -> QuerySet:
    """What the person's records were made of, and what they were taken into."""
    ids = subject.ids(CONTACT)
    return Merge.objects.filter(Q(contact__in=ids) | Q(kind=RecordKind.CONTACT, loser_id__in=ids))


def _pairs(subject: Subject) -> QuerySet:
    ids = subject.ids(CONTACT)
    return DuplicatePair.objects.filter(Q(low_id__in=ids) | Q(high_id__in=ids), kind=RecordKind.CONTACT)


def lock(subject: Subject) -> None:
    """Let nobody act on the contact while its rows go."""
    list(Contact.objects.select_for_update().filter(pk__in=subject.ids(CONTACT)).values_list("pk"))


def erase(subject: Subject, actor: object) -> Mapping[str, int]:
    """Take away the last line of history, that the contact was deleted, and tell who listens."""
    ids = subject.ids(CONTACT)
    Contact.history.filter(id__in=ids).delete()
    for row_id in ids:
        record(subject.organization, "contact.erased", subject=(CONTACT, row_id), source=source_of(actor))
    return {}


def clean(subject: Subject, actor: object) -> Mapping[str, int]:
    """Take the person's lines out of lists that wait to be imported, and out of error files."""
    lines = remove_from_files(subject)
    return {"lines_in_files": lines} if lines else {}


def _gone(model: str, why: str, find: Find) -> Holding:
    return Holding(model, Treatment.DELETED, why, find=find)


def _cleared(model: str, why: str, find: Find | None = None, **blank: object) -> Holding:
    return Holding(model, Treatment.CLEARED, why, find=find, blank=blank)


register(
    Room(
        "crm",
        (
            _gone("crm.Note", _("What members wrote down about them."), _of_contact_or_deal(Note.objects)),
            _gone("crm.Attachment", _("Files that members keep about them."), _of_contact_or_deal(Attachment.objects)),
            _gone("crm.Task", _("What members were to do about them."), _of_contact_or_deal(Task.objects)),
            _gone("crm.Conversation", _("Their place in the inbox."), _of_contact(Conversation.objects)),
            _gone("crm.Fact", _("What they said of their plans, with their words."), _of_contact(Fact.objects)),
            _gone("crm.Qualification", _("What talks with them came to, and why."), _of_contact(Qualification.objects)),
            _gone("crm.Provenance", _("Where the values of their fields came from."), _of_contact(Provenance.objects)),
            _cleared("crm.Provenance", _("Where the values of a firm's fields came from.")),
            _gone("crm.Analysis", _("How what they said was understood."), _of_contact(Analysis.objects)),
            _gone("crm.Recap", _("What the conversation with them has come to."), _of_contact(Recap.objects)),
            _gone("crm.Interaction", _("The timeline: what was said and done."), _of_contact(Interaction.objects)),
            _gone("crm.LastActivity", _("When something last happened with them."), _of_contact(LastActivity.objects)),
            _gone("crm.Score", _("Fit scores with the reason of each point."), _of_contact(Score.objects)),
            _gone("crm.EngagementEntry", _("What they did with our messages."), _of_contact(EngagementEntry.objects)),
            _gone("crm.Hold", _("When nothing was to be sent to them."), _of_contact(Hold.objects)),
            _gone("crm.Contact_tags", _("Their tags."), _of_contact(Contact.tags.through.objects)),
            _gone("crm.ExternalId", _("Their ids in other systems."), _of_contact(ExternalId.objects)),
            _gone("crm.ContactEmail", _("Their addresses."), _of_contact(ContactEmail.objects)),
            _gone("crm.ContactPhone", _("Their telephone numbers."), _of_contact(ContactPhone.objects)),
            _gone("crm.Share", _("Who sees their record beside its owner."), _of_contact_or_deal(Share.objects)),
            _gone("crm.DuplicatePair", _("Which other record looked like theirs."), _pairs),
            _gone("crm.ImportedActivity", _("Which lists brought what was done with them, and what it said before."),
                  _imported_activities),
            _gone("crm.ImportTrace", _("What lists added to their record, to take it off again."),
                  _of_contact(ImportTrace.objects)),
            _gone("crm.Merge", _("Which records were made one, and how to take that back."), _merges),
            _cleared("crm.HistoricalDeal", FIRM, _of_contact(Deal.history), contact=None),
            _cleared("crm.Deal", _("Deals stay as the firm's business, without the person."), _of_contact(Deal.objects),
                     contact=None),
            _gone("crm.HistoricalContact", _("Every earlier state of their record."),
                  _of_contact(Contact.history, "id")),
            _gone("crm.Contact", _("The person's record."), _of_contact(Contact.objects, "pk")),
            _gone("crm.Notification", _("What members were told about them."), _notifications),
            _cleared("crm.StageChange", FIRM),
            _cleared("crm.Company", FIRM),
            _cleared("crm.HistoricalCompany", FIRM),
            _cleared("crm.Tag", _("Tags of all contacts.")),
            _cleared("crm.Segment", _("Conditions for all records; where one names the person, they are taken out.")),
            _cleared("crm.SavedView", _("What a list is asked; where it names the person, they are taken out.")),
            _cleared("crm.BulkJob", _("What was asked of many records at once; records stand there by number alone.")),
            _cleared("crm.Import", _("How a list was read; the list itself is deleted after the import.")),
            _cleared("crm.SavedMapping", _("How a list with the same columns was read.")),
            _cleared("crm.ImportGroup", _("Which lists were imported together, and what was counted before: numbers.")),
            _cleared("crm.ImportUndo", _("How far an import was taken back: counts.")),
            *(
                Holding(f"crm.{model}", Treatment.NOTHING, OURS)
                for model in OUR_MODELS
            ),
            *(
                Holding(f"crm.{model}", Treatment.NOTHING, _("How and when members are told; no words of what."))
                for model in OUR_MEMBERS
            ),
        ),
        lock=lock,
        erase=erase,
        clean=clean,
    )
)  # fmt: skip

keep(
    Strays("stray_files", _("Files on the disk that belong to no record."), 1),
    Leftovers("import_files", _("Lists whose import was not started or has failed, and error files."), 30),
    Rows(
        "history", _("Earlier states of contacts, companies and deals."), 1095,
        due=lambda before: [
            *(model.history.filter(history_date__lt=before) for model in (Contact, Company, Deal)),
            ImportTrace.objects.filter(job__created_at__lt=before),
        ],
    ),
    Rows(
        "merges", _("What taking back a merge of two records needs."), UNDO_DAYS, blank={"record": {}},
        due=lambda before: [Merge.objects.filter(at__lt=before).exclude(record={})],
    ),
    Rows(
        "bulk_jobs", _("What was done to many records at once, and how to take it back."), 90,
        due=lambda before: [BulkJob.objects.filter(created_at__lt=before)],
    ),
    Rows(
        "notifications", _("What members were told."), 180,
        due=lambda before: [
            Notification.objects.filter(created_at__lt=before),
            NotificationMail.objects.filter(created_at__lt=before),
        ],
    ),
)  # fmt: skip
