"""Who sees which record: its owner's people, those it is shared with, and whoever has work with it."""

from django.db.models import Q

from crm.models import Deal, Share, Task
from quotahit.accounts.visibility import Viewer, everybody, register_visibility, through

CONTACT, COMPANY, DEAL = "crm.contact", "crm.company", "crm.deal"


def _shared(viewer: Viewer) -> dict[str, list[int]]:
    """The keys of the records that are open to the viewer's people or team, by noun; few, so they are looked up."""

    def look_up() -> dict[str, list[int]]:
        found: dict[str, list[int]] = {"contact": [], "company": [], "deal": []}
        shares = Share.objects.for_organization(viewer.organization_id)
        theirs = shares.filter(Q(user__in=viewer.people) | Q(team__isnull=False, team=viewer.team_id))
        for row in theirs.values("contact", "company", "deal"):
            for noun, row_id in row.items():
                found[noun] += [row_id] if row_id else []
        return found

    return viewer.once("crm.shared", look_up)


def _worked_with(viewer: Viewer) -> list[int]:
    """The keys of the contacts of the viewer's people's deals and open tasks."""

    def look_up() -> list[int]:
        deals = Deal.objects.for_organization(viewer.organization_id).filter(contact__isnull=False)
        deals = deals.filter(Q(owner__in=viewer.people) | Q(pk__in=_shared(viewer)["deal"]))
        tasks = Task.objects.for_organization(viewer.organization_id).filter(contact__isnull=False, done_at=None)
        ids = deals.values_list("contact").union(tasks.filter(assignee__in=viewer.people).values_list("contact"))
        return [contact_id for (contact_id,) in ids]

    return viewer.once("crm.worked_with", look_up)


def _contacts(viewer: Viewer) -> Q:
    """Theirs, those shared, and the people of their deals and open tasks."""
    return viewer.owned() | Q(pk__one_of=[*_shared(viewer)["contact"], *_worked_with(viewer)])


def _companies(viewer: Viewer) -> Q:
    """Theirs, those shared, and the firms of the people and deals they see."""
    through_others = [Q(pk__in=viewer.rows(model).values("company")) for model in (CONTACT, DEAL)]
    return Q(viewer.owned(), Q(pk__one_of=_shared(viewer)["company"]), *through_others, _connector=Q.OR)


def _deals(viewer: Viewer) -> Q:
    """Theirs, those shared, and those of the people they see: a contact's page tells of all of them."""
    return viewer.owned() | Q(pk__one_of=_shared(viewer)["deal"]) | Q(contact__in=viewer.ids(CONTACT))


def _tasks(viewer: Viewer) -> Q:
    """What their people are to do, and what is to be done about a record they see."""
    about = Q(contact__in=viewer.ids(CONTACT)) | Q(deal__in=viewer.ids(DEAL))
    anybodys = Q(assignee=None, contact=None, deal=None) if viewer.sees_unowned else Q(pk__in=[])
    return Q(assignee__in=viewer.people) | about | anybodys


def _notes(viewer: Viewer) -> Q:
    about = Q(contact__in=viewer.ids(CONTACT)) | Q(company__in=viewer.ids(COMPANY)) | Q(deal__in=viewer.ids(DEAL))
    return Q(author__in=viewer.people) | about


def _with_record(viewer: Viewer) -> Q:
    """With the record, and with it alone: who added a file loses it from sight with the record."""
    return _merges(viewer) | Q(deal__in=viewer.ids(DEAL))


def _merges(viewer: Viewer) -> Q:
    """What became of a record, and where its values came from, is told to who sees the one that has it all now."""
    return Q(contact__in=viewer.ids(CONTACT)) | Q(company__in=viewer.ids(COMPANY))


def _pairs(viewer: Viewer) -> Q:
    """Of two records that look like one both must be seen."""
    return Q(
        *(
            Q(kind=kind, low_id__in=viewer.ids(model), high_id__in=viewer.ids(model))
            for kind, model in (("contact", CONTACT), ("company", COMPANY))
        ),
        _connector=Q.OR,
    )


for noun, rule in ((CONTACT, _contacts), (COMPANY, _companies), (DEAL, _deals)):
    register_visibility(noun, rule, is_subject=True)
for model in (
    "contactemail",
    "contactphone",
    "interaction",
    "analysis",
    "score",
    "engagemententry",
    "conversation",
    "lastactivity",
    "fact",
    "qualification",
    "recap",
):
    register_visibility(f"crm.{model}", through(CONTACT, "contact"))
register_visibility("crm.hold", through(CONTACT, "contact", also_without=True))
register_visibility("crm.stagechange", through(DEAL, "deal"))
register_visibility("crm.task", _tasks)
register_visibility("crm.note", _notes)
register_visibility("crm.attachment", _with_record)
register_visibility("crm.externalid", _with_record)
register_visibility("crm.share", _with_record)
register_visibility("crm.merge", _merges)
register_visibility("crm.provenance", _merges)
register_visibility("crm.duplicatepair", _pairs)
register_visibility("crm.historicalcontact", through(CONTACT, "id"))
register_visibility("crm.historicalcompany", through(COMPANY, "id"))
register_visibility("crm.historicaldeal", through(DEAL, "id"))
for model in ("notification", "notificationmail", "notificationpreferences"):
    register_visibility(f"crm.{model}", lambda viewer: Q(user=viewer.user_id))
register_visibility("crm.import", lambda viewer: Q(by__in=viewer.people))
register_visibility("crm.bulkjob", lambda viewer: Q(by__in=viewer.people))
register_visibility("crm.importgroup", lambda viewer: Q(by__in=viewer.people))
register_visibility("crm.importedactivity", lambda viewer: Q(job__by__in=viewer.people))
register_visibility("crm.importundo", lambda viewer: Q(job__by__in=viewer.people))
register_visibility("crm.importtrace", lambda viewer: Q(job__by__in=viewer.people))
register_visibility("crm.segment", everybody)
register_visibility("crm.savedview", lambda viewer: Q(is_shared=True) | Q(owner=viewer.user_id))
for model in (
    "tag",
    "pipeline",
    "stage",
    "lostreason",
    "goal",
    "scoringprofile",
    "sellerprofile",
    "rep",
    "customfield",
    "savedmapping",
):
    register_visibility(f"crm.{model}", everybody)
register_visibility("crm.writepolicy", everybody)
