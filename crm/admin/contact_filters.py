"""The questions that a list of contacts is filtered by, in the words of the trade."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from crm.choices import Band
from crm.fit import HOT, WARM
from crm.models import Contact, Hold, Tag
from quotahit import clock
from quotahit.accounts.models import User

Choices = list[tuple[str, str]]


class BandFilter(SimpleListFilter):
    title = "fit"
    parameter_name = "band"
    ranges = {
        Band.HOT: Q(fit__gte=HOT),
        Band.WARM: Q(fit__gte=WARM, fit__lt=HOT),
        Band.COLD: Q(fit__lt=WARM),
        "none": Q(fit=None),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [*Band.choices, ("none", "Not scored yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self.ranges.get(self.value(), Q()))


class OwnerFilter(SimpleListFilter):
    title = "owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        members = User.objects.filter(memberships__organization=request.organization)  # type: ignore[attr-defined]
        others = [(str(user.pk), str(user)) for user in members.exclude(pk=request.user.pk).order_by("first_name")]
        return [("me", "Me"), ("nobody", "Nobody"), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "nobody":
            return queryset.filter(owner=None)
        if value == "me":
            return queryset.filter(owner=request.user)
        return queryset.filter(owner=value) if value and value.isdigit() else queryset


class ActivityFilter(SimpleListFilter):
    title = "last activity"
    parameter_name = "activity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("day", "In the last 24 hours"),
            ("week", "In the last 7 days"),
            ("quiet", "Quiet for 7 days or more"),
            ("never", "Never"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = clock.now()
        week_ago = now - timedelta(days=7)
        asked = {
            "day": Q(last_activity_at__gte=now - timedelta(days=1)),
            "week": Q(last_activity_at__gte=week_ago),
            "quiet": Q(last_activity_at__lt=week_ago),
            "never": Q(last_activity_at=None),
        }
        return queryset.filter(asked.get(self.value(), Q()))


class TagFilter(SimpleListFilter):
    """Asks whether the tag is there; a join would find a contact twice, and all its columns be compared for that."""

    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        tags = Tag.objects.for_organization(request.organization)  # type: ignore[attr-defined]
        return [(str(pk), name) for pk, name in tags.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if not value.isdigit():
            return queryset
        return queryset.filter(pk__in=Contact.tags.through.objects.filter(tag=value).values("contact"))


class HeldFilter(SimpleListFilter):
    title = "held"
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", "Held now"), ("takeover", "Taken over by a person")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "takeover"):
            return queryset
        holds = Hold.objects.standing().filter(contact=OuterRef("pk"))
        return queryset.filter(Exists(holds.filter(kind="takeover") if self.value() == "takeover" else holds))
