"""The questions that a list of contacts is filtered by, in the words of the trade."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.admin.filter_choices import offered_to
from crm.bands import BANDS_AND_UNSCORED, UNSCORED
from crm.choices import Band, Noun, Trend
from crm.models import Contact, Hold
from crm.segments.operators import Ask, Scope
from crm.segments.registry import registered
from crm.stillness import by_activity
from quotahit import clock
from quotahit.ids import id_in

Choices = list[tuple[str, str]]


class BandFilter(SimpleListFilter):
    title = _("fit")
    parameter_name = "band"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [*Band.choices, (UNSCORED, gettext("Not scored yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(BANDS_AND_UNSCORED.get(self.value() or "", Q()))


class TrendFilter(SimpleListFilter):
    title = _("engagement")
    parameter_name = "trend"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(str(value), str(label)) for value, label in Trend.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(engagement_trend=self.value()) if self.value() in Trend.values else queryset


class OwnerFilter(SimpleListFilter):
    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        others = [(str(user.pk), str(user)) for user in offered_to(request).members if user.pk != request.user.pk]
        return [("me", gettext("Me")), ("nobody", gettext("Nobody")), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "nobody":
            return queryset.filter(owner=None)
        if value == "me":
            return queryset.filter(owner=request.user)
        return queryset.filter(owner=owner) if (owner := id_in(value or "")) else queryset


class ActivityFilter(SimpleListFilter):
    title = _("last activity")
    parameter_name = "activity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("day", gettext("In the last 24 hours")),
            ("week", gettext("In the last 7 days")),
            ("quiet", gettext("Quiet for 7 days or more")),
            ("month", gettext("Quiet for 30 days or more")),
            ("never", gettext("Never")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(by_activity(clock.now()).get(self.value() or "", Q()))


class FlowFilter(SimpleListFilter):
    """Where on the way a contact stands; the room that knows the way brings the question, as for segments."""

    title = _("place on the way")
    parameter_name = "flow"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        field = registered(Noun.CONTACT).get("flow")
        return list(field.options(request.organization)) if field else []  # type: ignore[attr-defined]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        field = registered(Noun.CONTACT).get("flow")
        if field is None or not self.value():
            return queryset
        return queryset.filter(field.where(Ask("one_of", values=(self.value(),)), Scope(request.organization)))  # type: ignore[attr-defined]


class TagFilter(SimpleListFilter):
    """Asks whether the tag is there; a join would find a contact twice, and all its columns be compared for that."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(str(tag.pk), tag.name) for tag in offered_to(request).tags]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        tag = id_in(self.value() or "")
        if not tag:
            return queryset
        return queryset.filter(pk__in=Contact.tags.through.objects.filter(tag=tag).values("contact"))


class HeldFilter(SimpleListFilter):
    title = _("held")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", gettext("Held now")), ("takeover", gettext("Taken over by a person"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("yes", "takeover"):
            return queryset
        holds = Hold.objects.standing().filter(contact=OuterRef("pk"))
        return queryset.filter(Exists(holds.filter(kind="takeover") if self.value() == "takeover" else holds))
