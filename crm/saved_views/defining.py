"""Saved views: kept, changed and deleted, by who may."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.choices import ListNoun
from crm.errors import BadViewError
from crm.models import SavedView
from crm.saved_views.questions import Question, dump
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership
from quotahit.audit.log import append


def views_of(noun: str, membership: Membership) -> list[SavedView]:
    """The views of one list that a member may open, by name."""
    views = SavedView.objects.for_organization(membership.organization_id).open_to(membership.user_id)
    return list(views.filter(noun=noun))


def may_change(view: SavedView, membership: Membership) -> bool:
    """Everybody changes their own; who manages, the shared ones as well."""
    if view.organization_id != membership.organization_id:
        return False
    return view.owner_id == membership.user_id or (view.is_shared and membership.may(Role.MANAGER))


def may_share(membership: Membership) -> bool:
    return membership.may(Role.REP)


def save_view(
    noun: str,
    name: str,
    question: Question,
    *,
    by: Membership,
    is_shared: bool = False,
    is_pinned: bool = False,
    asked_as: str = "",
) -> SavedView:
    """Keep what a list is asked, by a member or, `asked_as`, a key of theirs. Raises BadViewError for a name that is
    taken or none, and for who may not share."""
    if noun not in ListNoun.values:
        raise BadViewError(_("There are no views of “%(noun)s”.") % {"noun": noun})
    _check_sharing(is_shared, by)
    view = SavedView(
        organization=by.organization,
        owner=by.user,
        noun=noun,
        name=_named(name),
        asks=dump(question),
        is_shared=is_shared,
        is_pinned=is_pinned,
    )
    with transaction.atomic():
        _save(view)
        append(by.organization, asked_as or by.user, "view.saved", view, why={"noun": noun, "is_shared": is_shared})
    return view


def change_view(view: SavedView, *, by: Membership, asked_as: str = "", **changes: Any) -> list[str]:
    """Give it another `name`, `question`, `is_shared` or `is_pinned`; returns the columns that did change.

    Raises as `save_view` does.
    """
    wanted: dict[str, Any] = {name: changes[name] for name in ("is_shared", "is_pinned") if name in changes}
    if "name" in changes:
        wanted["name"] = _named(changes["name"])
    if "question" in changes:
        wanted["asks"] = dump(changes["question"])
    if not may_change(view, by):
        raise BadViewError(_("Only its owner, or a manager where it is shared, changes a view."))
    if wanted.get("is_shared") and not view.is_shared:
        _check_sharing(True, by)
    changed = sorted(column for column, value in wanted.items() if getattr(view, column) != value)
    if not changed:
        return []
    for column in changed:
        setattr(view, column, wanted[column])
    if not view.is_shared and view.owner is None:
        view.owner = by.user
    view.updated_at = clock.now()
    with transaction.atomic():
        _save(view)
        append(by.organization, asked_as or by.user, "view.changed", view, why={"noun": view.noun, "fields": changed})
    return changed


def delete_view(view: SavedView, *, by: Membership, asked_as: str = "") -> None:
    """Delete a view, not what it shows. Raises BadViewError for who may not."""
    if not may_change(view, by):
        raise BadViewError(_("Only its owner, or a manager where it is shared, deletes a view."))
    with transaction.atomic():
        append(by.organization, asked_as or by.user, "view.deleted", view, why={"noun": view.noun})
        view.delete()


def _check_sharing(is_shared: bool, by: Membership) -> None:
    if is_shared and not may_share(by):
        raise BadViewError(_("Views are shared by reps and those above; keep it as your own."))


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 80 or "\0" in name:
        raise BadViewError(_("A view needs a name of at most 80 characters."))
    return name


def _save(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise BadViewError(_("There is a view “%(name)s” of this list already.") % {"name": view.name}) from error
