"""What the records themselves mind in a merge: addresses, tags, holds, runs, pairs and the score."""

from django.db import transaction
from django.db.models import Q, QuerySet

from crm.choices import HoldKind, PairStatus
from crm.engagement import roll_up
from crm.holds import CONTACT, outlasts
from crm.memory.recaps import recap_again
from crm.merging.fields import LOSER, WINNER
from crm.merging.hooks import MergeHook, register_merge_hook
from crm.merging.ledger import Ledger
from crm.models import Contact, ContactEmail, ContactPhone, DuplicatePair, Merge, Recap, Score
from crm.scoring import BATCH, score_contacts
from crm.sharing import share_key
from crm.tasks import rescore_organization
from crm.weighing import weigh
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.workflow.hints import look_soon
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.models.approvals import ApprovalQuerySet
from quotahit.workflow.models.runs import RunQuerySet
from quotahit.workflow.pausing import pause_runs
from quotahit.workflow.settling import lock_questions

CAUSE = "merged"


def before(ledger: Ledger) -> None:
    """Settle what the winner may have one of only."""
    _same_shares(ledger)
    _same_origins(ledger)
    if isinstance(ledger.winner, Contact):
        list(lock_questions(_questions(ledger)))
        _same_numbers(ledger)
        _primary(ledger, ContactEmail, "primary_email", "key")
        _primary(ledger, ContactPhone, "primary_phone", "number")
        _same_tags(ledger)
        _same_holds(ledger)
        _same_conversation(ledger)
        _same_activity(ledger)
        _same_facts(ledger)
        _same_recap(ledger)


def after(ledger: Ledger) -> None:
    """Bring up to date what is computed from what has moved."""
    _pairs(ledger)
    if isinstance(ledger.winner, Contact):
        _runs(ledger)
        _points(ledger)
        recap_again([ledger.winner.pk])
    else:
        _people(ledger)


def undone(merge: Merge) -> None:
    """Both say for themselves again what they are worth; a worker looks at runs anew."""
    if merge.kind == "contact":
        ids = [merge.winner_id, merge.loser_id]
        roll_up(ids)
        recap_again(ids)
        weigh(ids)
        _take_from_workers(Run.objects.filter(subject_type=CONTACT, subject_id__in=ids))
    else:
        people = Contact.objects.filter(company__in=[merge.winner_id, merge.loser_id])
        _rescore_later(merge.organization, people)


def _questions(ledger: Ledger) -> ApprovalQuerySet:
    both = [ledger.winner.pk, ledger.loser.pk]
    return Approval.objects.waiting().filter(subject_type=CONTACT, subject_id__in=both)  # type: ignore[no-any-return]


def _same_numbers(ledger: Ledger) -> None:
    mine = ledger.winner.phones.values("number")
    for row in ledger.loser.phones.filter(number__in=mine):
        ledger.drop(row)


def _primary(ledger: Ledger, model: type[ContactEmail] | type[ContactPhone], name: str, column: str) -> None:
    """One address of each kind comes first: the one that was chosen."""
    first = ledger.taken(name)
    for row in model.objects.filter(contact__in=[ledger.winner, ledger.loser]) if first else ():
        ledger.change(row, is_primary=getattr(row, column) == first)


def _same_tags(ledger: Ledger) -> None:
    through = Contact.tags.through
    mine = through.objects.filter(contact=ledger.winner.pk).values("tag")
    for row in through.objects.filter(contact=ledger.loser.pk, tag__in=mine):
        ledger.drop(row)


def _same_shares(ledger: Ledger) -> None:
    mine = set(ledger.winner.shares.values_list("user_id", "team_id"))
    for row in ledger.loser.shares.all():
        if (row.user_id, row.team_id) in mine:
            ledger.drop(row)
        else:
            ledger.change(row, key=share_key(ledger.winner, row.user_id, row.team_id))


def _same_origins(ledger: Ledger) -> None:
    """Where a value came from goes with the value: what is said of the other one's holds no longer."""
    mine, theirs = ({row.field: row for row in record.provenance.current()} for record in (ledger.winner, ledger.loser))
    for name in mine.keys() | theirs.keys():
        choice = next((option.choice for option in ledger.chosen if option.name == name), WINNER)
        if other := (mine if choice == LOSER else theirs).get(name):
            ledger.change(other, replaced_at=clock.now())


def _same_holds(ledger: Ledger) -> None:
    """Of two holds of one kind and key the one that stands longer stays."""
    mine = {(hold.kind, hold.key): hold for hold in ledger.winner.holds.filter(released_at=None)}
    for theirs in ledger.loser.holds.filter(released_at=None):
        if own := mine.get((theirs.kind, theirs.key)):
            weaker = own if outlasts(theirs, own) else theirs
            ledger.change(weaker, released_at=clock.now(), released_by=ledger.actor_name)


def _same_conversation(ledger: Ledger) -> None:
    """One place in the inbox: as open, unread and late as the word that came last."""
    mine, theirs = (row.conversations.first() for row in (ledger.winner, ledger.loser))
    if mine is None or theirs is None:
        return
    if theirs.heard_at > mine.heard_at:
        names = ("heard_at", "interaction_id", "channel", "read_at", "snoozed_until", "done_at")
        ledger.change(mine, **{name: getattr(theirs, name) for name in names})
    ledger.drop(theirs)


def _same_activity(ledger: Ledger) -> None:
    """Something happened with both when it happened with one."""
    mine, theirs = ledger.winner.last_activity, ledger.loser.last_activity
    ledger.change(mine, at=max(filter(None, (mine.at, theirs.at)), default=None))
    ledger.drop(theirs)


def _same_facts(ledger: Ledger) -> None:
    """Of two that hold of one kind, the later one does; the other stays on record as replaced."""
    mine = {fact.kind: fact for fact in ledger.winner.remembered.current()}
    for theirs in ledger.loser.remembered.current():
        if own := mine.get(theirs.kind):
            ledger.change(min(own, theirs, key=lambda fact: (fact.at, fact.pk)), replaced_at=clock.now())


def _same_recap(ledger: Ledger) -> None:
    """One conversation has one recap, which is written anew when everything hangs on the winner."""
    for theirs in Recap.objects.filter(contact=ledger.loser) if Recap.objects.filter(contact=ledger.winner) else ():
        ledger.drop(theirs)


def _runs(ledger: Ledger) -> None:
    """A worker that holds a run knows it by the contact that is no more. Whom a person has taken over stays theirs."""
    subject = (CONTACT, ledger.winner.pk)
    moved = ledger.record.moved.get("workflow.Run.subject_id", [])
    _take_from_workers(Run.objects.filter(pk__in=moved))
    if ledger.winner.holds.filter(kind=HoldKind.TAKEOVER).standing().exists():
        with ledger.watching(Run.objects.about(subject).open()):
            pause_runs(subject, actor=ledger.actor)


def _take_from_workers(runs: RunQuerySet) -> None:
    runs.open().update(claim="", claimed_until=None)
    look_soon()


def _points(ledger: Ledger) -> None:
    """The ledger of both is one now, and the score is made of what is known now."""
    winner = ledger.winner
    with ledger.watching(Contact.objects.filter(pk=winner.pk)):
        roll_up([winner.pk])
        weigh([winner.pk])
        if Score.objects.filter(contact=winner).exists():
            ledger.made(score_contacts(winner.organization, [winner.pk], cause=CAUSE, actor=ledger.actor))


def _people(ledger: Ledger) -> None:
    """A firm's people are scored by what is known of it."""
    people = Contact.objects.filter(company=ledger.winner, scored_version__isnull=False)
    ids = list(people.order_by("pk").values_list("pk", flat=True)[: BATCH + 1])
    if len(ids) > BATCH:
        _rescore_later(ledger.winner.organization, people)
    elif ids:
        with ledger.watching(Contact.objects.filter(pk__in=ids)):
            ledger.made(score_contacts(ledger.winner.organization, ids, cause=CAUSE, actor=ledger.actor))


def _rescore_later(organization: Organization, people: QuerySet[Contact]) -> None:
    if people.filter(scored_version__isnull=False).update(scored_version=None):
        hint = lambda: rescore_organization.apply_async((organization.pk, CAUSE), retry=False)  # noqa: E731
        transaction.on_commit(hint, robust=True)


def _pairs(ledger: Ledger) -> None:
    """The pair of both is decided; what was said of the loser beside others is said of the winner."""
    mine, theirs = ledger.winner.pk, ledger.loser.pk
    pairs = DuplicatePair.objects.for_organization(ledger.winner.organization)
    known = {pair.other(mine): pair for pair in pairs.of(ledger.kind, mine)}
    if both := known.pop(theirs, None):
        now = clock.now()
        ledger.change(both, status=PairStatus.MERGED, decided_at=now, decided_by=ledger.actor_name)
    for pair in pairs.of(ledger.kind, theirs).exclude(Q(low_id=mine) | Q(high_id=mine)):
        own = known.get(pair.other(theirs))
        if own is None and pair.status != PairStatus.MERGED:
            ledger.made([_beside(pair, mine, pair.other(theirs))])
        elif own and own.status == PairStatus.OPEN and pair.status == PairStatus.DISMISSED:
            ledger.change(own, status=pair.status, decided_at=pair.decided_at, decided_by=pair.decided_by)


def _beside(pair: DuplicatePair, *ids: int) -> DuplicatePair:
    """The same finding about these two."""
    low, high = sorted(ids)
    copied = ("kind", "reasons", "confidence", "status", "found_at", "decided_at", "decided_by")
    values = {name: getattr(pair, name) for name in copied}
    return DuplicatePair.objects.create(organization_id=pair.organization_id, low_id=low, high_id=high, **values)


register_merge_hook(
    MergeHook(
        "crm",
        settles=frozenset(
            {
                "contact_phone_once",
                "crm_contact_tags",
                "hold_contact_once",
                "conversation_once",
                "crm.LastActivity.contact_id",
                "fact_current_once",
                "crm.Recap.contact_id",
                "provenance_contact_once",
                "provenance_company_once",
            }
        ),
        before=before,
        after=after,
        undone=undone,
    )
)
