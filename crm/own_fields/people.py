"""The members of an organization, as values of its fields name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from crm.names import fold
from quotahit.accounts.models import Membership, Organization


@dataclass(frozen=True)
class People:
    """Members by the id of their account, and the ids by folded name and address."""

    names: Mapping[int, str] = field(default_factory=dict)
    by_word: Mapping[str, int] = field(default_factory=dict)


NOBODY = People()


def people_of(organization: Organization | int) -> People:
    """Everybody who belongs to the organization; where two share a name, it means the one who came first."""
    return people_among(members_of(organization))


def members_of(organization: Organization | int) -> QuerySet[Membership]:
    """The memberships, in the order in which they came."""
    return Membership.objects.filter(organization=organization).select_related("user").order_by("pk")


def people_among(members: Iterable[Membership]) -> People:
    """Those who belong to these memberships; where two share a name, it means the first."""
    names: dict[int, str] = {}
    words: dict[str, int] = {}
    for membership in members:
        user = membership.user
        names[user.pk] = str(user)
        words[fold(user.email)] = user.pk
        if name := fold(user.get_full_name()):
            words.setdefault(name, user.pk)
    return People(names, words)
