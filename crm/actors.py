"""Who did it, for people: `user:7` is "Alice", `agent:outreach` is "Outreach agent"."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from quotahit.accounts.models import Organization, User


def names_of(actors: Iterable[str], known: Iterable[User] = ()) -> dict[str, str]:
    """A readable name for each actor's name; one query however many, none where all users are `known`. A user who is
    gone is "Former member"."""
    parts = {actor: actor.partition(":")[::2] for actor in set(actors)}
    users = {user.pk: user for user in known}
    asked = {int(name) for kind, name in parts.values() if kind == "user" and name.isdigit()} - users.keys()
    users |= User.objects.in_bulk(asked) if asked else {}
    return {actor: _name(kind, name, users) for actor, (kind, name) in parts.items()}


def members(organization: Organization | int) -> QuerySet[User]:
    """Those who may have done something here, and still belong here."""
    return User.objects.filter(memberships__organization=organization)


def reader(organization: Organization) -> Callable[[str], str]:
    """A function that names actors of one organization; its members are read here, once for a whole list."""
    users = {user.pk: user for user in members(organization)}
    return lambda actor: _name(*actor.partition(":")[::2], users)


def _name(kind: str, name: str, users: dict[int, User]) -> str:
    if kind == "user":
        user = users.get(int(name)) if name.isdigit() else None
        return str(user) if user else "Former member"
    if kind == "agent":
        return f"{name.replace('_', ' ').capitalize()} agent"
    if kind == "contact":
        return "The contact"
    return "QuotaHit" if kind in ("system", "") else f"{kind} {name}".strip().capitalize()
