"""The records about a person: they go, and what is a firm's business stays without them."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from crm.importing.erasing import remove_from_files
from crm.importing.leftovers import Leftovers
from crm.journal import source_of
from crm.models import (
    Company,
    Contact,
    ContactEmail,
    ContactPhone,
    Deal,
    EngagementEntry,
    ExternalId,
    Hold,
    Interaction,
    Note,
    Notification,
    Score,
    Task,
)
from crm.subjects import CONTACT
from quotahit.accounts.retention import Rows, keep
from quotahit.accounts.subjects.holdings import Find, Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject
from quotahit.events.record import record

FIRM = "A firm's record; where it names the person, they are taken out."
OURS = "What the organization says of itself."


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
    links = [f"/contacts/{row_id}/" for row_id in subject.ids(CONTACT)]
    links += [f"/{label.replace('.', '/')}/{row_id}/change/" for label, row_id in sorted(subject.references)]
    return Notification.objects.for_organization(subject.organization).filter(link__in=links)


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
            _gone("crm.Note", "What members wrote down about them.", _of_contact_or_deal(Note.objects)),
            _gone("crm.Task", "What members were to do about them.", _of_contact_or_deal(Task.objects)),
            _gone("crm.Interaction", "The timeline: what was said and done.", _of_contact(Interaction.objects)),
            _gone("crm.Score", "Fit scores with the reason of each point.", _of_contact(Score.objects)),
            _gone("crm.EngagementEntry", "What they did with our messages.", _of_contact(EngagementEntry.objects)),
            _gone("crm.Hold", "When nothing was to be sent to them.", _of_contact(Hold.objects)),
            _gone("crm.Contact_tags", "Their tags.", _of_contact(Contact.tags.through.objects)),
            _gone("crm.ExternalId", "Their ids in other systems.", _of_contact(ExternalId.objects)),
            _gone("crm.ContactEmail", "Their addresses.", _of_contact(ContactEmail.objects)),
            _gone("crm.ContactPhone", "Their telephone numbers.", _of_contact(ContactPhone.objects)),
            _cleared("crm.HistoricalDeal", FIRM, _of_contact(Deal.history), contact=None),
            _cleared("crm.Deal", "Deals stay as the firm's business, without the person.", _of_contact(Deal.objects),
                     contact=None),
            _gone("crm.HistoricalContact", "Every earlier state of their record.", _of_contact(Contact.history, "id")),
            _gone("crm.Contact", "The person's record.", _of_contact(Contact.objects, "pk")),
            _gone("crm.Notification", "What members were told about them.", _notifications),
            _cleared("crm.StageChange", FIRM),
            _cleared("crm.Company", FIRM),
            _cleared("crm.HistoricalCompany", FIRM),
            _cleared("crm.Tag", "Tags of all contacts."),
            _cleared("crm.Import", "How a list was read; the list itself is deleted after the import."),
            *(
                Holding(f"crm.{model}", Treatment.NOTHING, OURS)
                for model in ("Pipeline", "Stage", "ScoringProfile", "SellerProfile", "Rep")
            ),
        ),
        lock=lock,
        erase=erase,
        clean=clean,
    )
)  # fmt: skip

keep(
    Leftovers("import_files", "Lists whose import was not started or has failed, and error files.", 30),
    Rows(
        "history", "Earlier states of contacts, companies and deals.", 1095,
        due=lambda before: [model.history.filter(history_date__lt=before) for model in (Contact, Company, Deal)],
    ),
    Rows(
        "notifications", "What members were told.", 180,
        due=lambda before: [Notification.objects.filter(created_at__lt=before)],
    ),
)  # fmt: skip
