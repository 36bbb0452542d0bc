"""Who did it, for people: `user:7` is "Alice", `agent:outreach` is "Outreach agent"."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

from django.db.models import QuerySet
from django.utils.translation import gettext

from quotahit.accounts.api_keys import key_names
from quotahit.accounts.models import ApiKey, Organization, User


def names_of(actors: Iterable[str], known: Iterable[User] = ()) -> dict[str, str]:
    """A readable name for each actor's name; one query however many, none where all users are `known`, one more for
    keys. A user who is gone is "Former member"."""
    parts = {actor: actor.partition(":")[::2] for actor in set(actors)}
    users = {user.pk: user for user in known}
    asked = {int(name) for kind, name in parts.values() if kind == "user" and name.isdigit()} - users.keys()
    users |= User.objects.in_bulk(asked) if asked else {}
    keys = {int(name) for kind, name in parts.values() if kind == "key" and name.isdigit()}
    called = dict(ApiKey.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
    return {actor: _name(kind, name, users, called) for actor, (kind, name) in parts.items()}


def members(organization: Organization | int) -> QuerySet[User]:
    """Those who may have done something here, and still belong here."""
    return User.objects.filter(memberships__organization=organization)


def reader(organization: Organization) -> Callable[[str], str]:
    """A function that names actors of one organization; its members are read here, once for a whole list, and its keys
    when the first of them is met."""
    users = {user.pk: user for user in members(organization)}
    keys = cache(partial(key_names, organization))

    def name(actor: str) -> str:
        kind, _, which = actor.partition(":")
        return _name(kind, which, users, keys() if kind == "key" else {})

    return name


def _name(kind: str, name: str, users: Mapping[int, User], keys: Mapping[int, str]) -> str:
    if kind == "key":
        called = keys.get(int(name)) if name.isdigit() else None
        return gettext("API key “{called}”").format(called=called) if called else gettext("A former API key")
    if kind == "user":
        user = users.get(int(name)) if name.isdigit() else None
        return str(user) if user else gettext("Former member")
    if kind == "agent":
        return gettext("{name} agent").format(name=name.replace("_", " ").capitalize())
    if kind == "contact":
        return gettext("The contact")
    return "QuotaHit" if kind in ("system", "") else f"{kind} {name}".strip().capitalize()
