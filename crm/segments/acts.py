"""Acting on everybody in a segment: a thousand at a time, each thousand by the verb that a list's action calls.

Whoever is in the segment when their thousand comes is acted on, each once, though the act itself may take them out of
it. An act that stops may be done again: what is done already changes nothing.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.errors import BadSegmentError
from crm.marking import assign_owner, tag_contacts
from crm.models import Segment
from crm.notify import notify
from crm.scoring import score_contacts
from crm.segments.compiling import segment_contacts
from quotahit.accounts.models import Membership, User
from quotahit.accounts.visibility import visible
from quotahit.ids import id_in

BATCH = 1000


class BulkAct(StrEnum):
    TAG = "tag"
    OWN = "own"
    SCORE = "score"


SAID = {
    BulkAct.TAG: _("{segment}: {done} tagged"),
    BulkAct.OWN: _("{segment}: {done} given to their new owner"),
    BulkAct.SCORE: _("{segment}: {done} scored"),
}


def batches(segment: Segment, by: Membership) -> Iterator[list[int]]:
    """The ids of the segment's contacts whom a member sees, in the order of their keys, as they are when it is their
    turn."""
    last = 0
    while True:
        rows = visible(segment_contacts(segment, segment.organization), by).filter(pk__gt=last).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        last = ids[-1]


def tag_segment(segment: Segment, name: str, *, by: Membership) -> int:
    """Put a tag on everybody whom the member sees; returns how many did not have it."""
    if not 0 < len(name := name.strip()) <= 60:
        raise BadSegmentError(gettext("A tag has at most 60 characters."))
    return sum(tag_contacts(segment.organization, ids, name, actor=by.user) for ids in batches(segment, by))


def own_segment(segment: Segment, owner: User | None, *, by: Membership) -> int:
    """Give everybody whom they see to one member, or to nobody; returns how many had another owner."""
    return sum(assign_owner(segment.organization, ids, owner, actor=by.user) for ids in batches(segment, by))


def score_segment(segment: Segment, *, by: Membership) -> int:
    """Score everybody again; returns how many."""
    organization, who = segment.organization, by.user
    return sum(len(score_contacts(organization, ids, cause="by_hand", actor=who)) for ids in batches(segment, by))


def check_act(segment: Segment, act: str, argument: str) -> None:
    """Raise BadSegmentError for an act that could not be done."""
    if act not in list(BulkAct):
        raise BadSegmentError(gettext("There is no act “{act}”.").format(act=act))
    if act == BulkAct.TAG and not 0 < len(argument.strip()) <= 60:
        raise BadSegmentError(gettext("A tag has one to 60 characters."))
    if act == BulkAct.OWN and argument:
        _member(segment, argument)


def act_on(segment: Segment, act: str, argument: str, *, by: Membership) -> int:
    """Do one of the acts by its code, and tell whoever asked what came of it."""
    check_act(segment, act, argument)
    acts: dict[str, Callable[[], int]] = {
        BulkAct.TAG: lambda: tag_segment(segment, argument, by=by),
        BulkAct.OWN: lambda: own_segment(segment, _member(segment, argument), by=by),
        BulkAct.SCORE: lambda: score_segment(segment, by=by),
    }
    done = acts[act]()
    title = format_lazy(SAID[BulkAct(act)], segment=str(segment), done=f"{done:,}")
    notify(segment.organization, [by.user], kind="segment", title=title, link="/segments/")
    return done


def _member(segment: Segment, argument: str) -> User | None:
    if not argument:
        return None
    members = Membership.objects.filter(organization=segment.organization_id).select_related("user")
    found = members.filter(user=id_in(argument)).first()
    if found is None:
        raise BadSegmentError(gettext("The new owner is no member of this organization."))
    return found.user
