"""Which of an organization's rows a member sees: everybody's, or those of some people.

A member reaches their own records, their team's, those of the teams below it as well, or all. Every room registers for
each of its models what that means. Whatever shows rows to a person or to a key of theirs (console, API, MCP, exports,
search) narrows them by `visible`; rows of a model that nobody spoke for are shown only to who sees all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Team, User

Looked = TypeVar("Looked")
Rows = TypeVar("Rows", bound=QuerySet)
NONE = Q(pk__in=[])


@dataclass(frozen=True)
class Viewer:
    """A member who does not see all, and the people whose records they see, themselves among them."""

    organization_id: int
    user_id: int
    people: frozenset[int]
    team_id: int | None
    sees_unowned: bool  # what is nobody's yet; not for who is to see their own only
    _kept: dict[str, Any] = field(default_factory=dict, compare=False)

    def rows(self, model: str) -> QuerySet:
        """The rows of "room.model" that the member sees."""
        rows = apps.get_model(model)._base_manager.filter(organization=self.organization_id)
        return rows.filter(_rule(model)(self))

    def ids(self, model: str) -> QuerySet:
        """Their keys, as a subquery."""
        return self.rows(model).values("pk")

    def once(self, name: str, look_up: Callable[[], Looked]) -> Looked:
        """What a room's rule looks up for this member, looked up once."""
        if name not in self._kept:
            self._kept[name] = look_up()
        return self._kept[name]

    def owned(self) -> Q:
        """Rows whose owner is one of these people, or whom nobody owns where that is to be seen."""
        own = Q(owner__in=self.people)
        return own | Q(owner=None) if self.sees_unowned else own


Rule = Callable[[Viewer], Q]
_rules: dict[str, Rule] = {}
_subjects: list[str] = []


def register_visibility(model: str, rule: Rule, *, is_subject: bool = False) -> None:
    """Say which rows of "room.model" a member with a narrow view sees.

    Events, runs, log entries and the like are seen with the row of a subject that they are about.
    """
    _rules[model] = rule
    if is_subject and model not in _subjects:
        _subjects.append(model)


def visible(rows: Rows, membership: Membership) -> Rows:
    """Those of the rows, already of the member's organization, that the member sees."""
    viewer = viewer_of(membership)
    return rows if viewer is None else rows.filter(_rule(rows.model._meta.label_lower)(viewer))


def viewer_of(membership: Membership) -> Viewer | None:
    """The narrow view of a member; None for who sees everything. Looked up once for an instance."""
    if not hasattr(membership, "_viewer"):
        membership._viewer = _look_up(membership)  # type: ignore[attr-defined]
    return membership._viewer  # type: ignore[attr-defined, no-any-return]


def default_owner(membership: Membership) -> User | None:
    """Who owns what a member makes without saying so: themselves, where they would not see it otherwise."""
    return None if viewer_of(membership) is None else membership.user


def _look_up(membership: Membership) -> Viewer | None:
    reach = membership.reach_now
    if reach is Reach.ALL:
        return None
    people = {membership.user_id}
    if reach is not Reach.OWN and membership.team_id is not None:
        teams = Team.below(membership.organization_id, membership.team_id) if reach is Reach.SUBTREE else set()
        members = Membership.objects.filter(team__in=teams | {membership.team_id})
        people.update(members.values_list("user_id", flat=True))
    return Viewer(
        membership.organization_id,
        membership.user_id,
        frozenset(people),
        membership.team_id,
        sees_unowned=reach is not Reach.OWN,
    )


# Rules that many models share.


def everybody(viewer: Viewer) -> Q:
    """What belongs to nobody in particular: templates, stages, settings."""
    return Q()


def nobody(viewer: Viewer) -> Q:
    """What tells of everybody's records at once."""
    return NONE


def through(model: str, field: str, *, also_without: bool = False) -> Rule:
    """Seen with the row of "room.model" that `field` names; one that names none is seen by all, or else by nobody."""

    def rule(viewer: Viewer) -> Q:
        seen = Q(**{f"{field}__in": viewer.ids(model)})
        return seen | Q(**{field: None}) if also_without else seen

    return rule


def with_subject(viewer: Viewer) -> Q:
    """Seen with the record in `subject_type` and `subject_id`."""
    about = [Q(subject_type=model, subject_id__in=viewer.ids(model)) for model in _subjects]
    return Q(*about, _connector=Q.OR) if about else NONE


def spoken_for(model: type[Model]) -> bool:
    """Whether a room has said who sees the rows of this model."""
    return model._meta.label_lower in _rules


def _rule(model: str) -> Rule:
    return _rules.get(model, nobody)
