"""Contacts: found, made, changed, scored and held."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.addresses import email_key
from crm.addresses import add_email, add_phone, make_primary
from crm.api.memory import ContactMemory
from crm.api.segments import OfSegment
from crm.choices import AddressType, HoldKind, Lifecycle, Trend
from crm.contacts import create_contact, update_contact
from crm.holds import hand_back, place_hold, release_holds, take_over
from crm.marking import tag_contacts
from crm.memory import memory_of
from crm.models import Company, Contact
from crm.scoring import score_contacts
from crm.search import search_contacts
from quotahit.accounts.api.filters import Id, Search, Since, Until, Word
from quotahit.accounts.api.nouns import Noun, Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Loose, MemberField, NameGiven, NameOf, RowField, Shape, Strict, Texts
from quotahit.accounts.api.writes import Changed, Made, Many, read_input

PLAIN = ("first_name", "last_name", "title", "seniority", "department", "linkedin", "city", "state", "zip", "country")

READ_ONLY = (
    *("fit", "engagement", "engagement_score", "engagement_trend"),
    *("last_activity_at", "created_at", "updated_at"),
)


class Reach(serializers.Serializer):
    """One way to reach somebody."""

    kind = serializers.ChoiceField(choices=["email", "phone"])
    address = serializers.CharField()
    type = serializers.ChoiceField(choices=AddressType.choices)
    validity = serializers.CharField()
    is_primary = serializers.BooleanField()


class KnownAs(Strict):
    """How another system knows a contact."""

    system = serializers.CharField(max_length=60)
    value = serializers.CharField(max_length=200)


class ExternalIds(serializers.ListField):
    """One may be given when the contact is made; more come by imports."""

    child = KnownAs()

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=1, **options)

    def to_representation(self, data: Any) -> list[dict[str, str]]:
        return [{"system": row.system, "value": row.value} for row in data.all()]


class ContactShape(Shape):
    emails = Texts(254, help_text="The primary first. To add one later, post it to the contact's emails.")
    phones = Texts(40, help_text="In E.164, the primary first. To add one later, post it to the contact's phones.")
    reach = serializers.SerializerMethodField()
    company = RowField(queryset=Company.objects.all(), required=False, allow_null=True)
    company_name = NameGiven("company", max_length=200, help_text="Finds the company of this name, or makes one.")
    owner = MemberField(required=False, allow_null=True)
    owner_name = NameOf("owner")
    engagement_trend = serializers.CharField(read_only=True, help_text="hot, warming, stable, cooling, cold, or blank.")
    tags = Texts(60)
    external_ids = ExternalIds(help_text="By which another system knows the contact: its name and the id there.")
    custom = Loose(required=False)
    create_only = frozenset({"emails", "phones", "company_name", "tags", "external_ids"})

    class Meta:
        model = Contact
        fields = (
            *("id", *PLAIN, "zone", "language", "source", "lifecycle", "lead_status"),
            *("emails", "phones", "reach", "company", "company_name", "owner", "owner_name", "tags", "custom"),
            "external_ids",
            *READ_ONLY,
        )
        read_only_fields = READ_ONLY

    def get_reach(self, contact: Contact) -> Reach(many=True):  # type: ignore[valid-type]
        kinds = (("email", contact.emails), ("phone", contact.phones))
        return [{"kind": kind, "address": str(row)} | _state(row) for kind, rows in kinds for row in rows.all()]


def _state(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("type", "validity", "is_primary")}


class ContactFilters(OfSegment):
    lifecycle = rest.ChoiceFilter(choices=Lifecycle.choices)
    owner = Id()
    company = Id()
    tag = Word(field_name="tags__name")
    email = Word(method="with_email", help_text="An address in any spelling.")
    external_id = Word(method="known_as", help_text="A system and the id there, such as hubspot:4711.")
    source = Word()
    country = Word()
    lead_status = Word()
    engagement_trend = rest.ChoiceFilter(choices=Trend.choices)
    updated_since = Since("updated_at")
    created_since = Since("created_at")
    created_before = Until("created_at")

    def with_email(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(emails__key=email_key(value) or value)

    def known_as(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        system, _, there = value.partition(":")
        return rows.filter(external_ids__system=system, external_ids__value=there)


class NewAddress(Strict):
    address = serializers.CharField(max_length=254)
    type = serializers.ChoiceField(choices=AddressType.choices, default=AddressType.WORK)
    is_primary = serializers.BooleanField(default=False)


class NewHold(Strict):
    until = serializers.DateTimeField(required=False, allow_null=True, default=None)


class Tagging(Strict):
    tag = serializers.CharField(max_length=60)


class Released(serializers.Serializer):
    released = serializers.IntegerField(help_text="How many holds there were.")


class HandedBack(serializers.Serializer):
    handed_back = serializers.BooleanField(help_text="False where nobody had taken over.")


class ContactActs(Noun):
    """What is done to a contact beside changing its fields."""

    @extend_schema(request=NewAddress, responses={200: ContactShape})
    @action(detail=True, methods=["post"])
    def emails(self, request: Request, pk: int) -> Response:
        """Add an email address; one that the contact has already stays as it is."""
        return self._add(request, pk, add_email)

    @extend_schema(request=NewAddress, responses={200: ContactShape})
    @action(detail=True, methods=["post"])
    def phones(self, request: Request, pk: int) -> Response:
        """Add a phone number, read by the contact's country where it has no prefix."""
        return self._add(request, pk, add_phone)

    @extend_schema(responses={200: ContactMemory})
    @action(detail=True, methods=["get"])
    def memory(self, request: Request, pk: int) -> Response:
        """What is remembered of the contact: the conversation over all channels, and how they feel about it."""
        return Response(ContactMemory(memory_of(self.row(pk))).data)

    @extend_schema(request=Tagging, responses={200: ContactShape})
    @action(detail=True, methods=["post"])
    def tag(self, request: Request, pk: int) -> Response:
        """Put a tag on the contact."""
        contact, values = self.row(pk), read_input(self, Tagging)
        tag_contacts(self.organization, [contact.pk], values["tag"], actor=self.actor)
        return self.told(contact)

    @extend_schema(request=None, responses={200: ContactShape})
    @action(detail=True, methods=["post"])
    def score(self, request: Request, pk: int) -> Response:
        """Score the contact by the active profile."""
        contact = self.row(pk)
        score_contacts(self.organization, [contact.pk], cause="by_hand", actor=self.actor)
        return self.told(contact)

    @extend_schema(request=NewHold, responses={200: ContactShape})
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: int) -> Response:
        """Let nothing go out to the contact, until a time or until it is released."""
        contact, values = self.row(pk), read_input(self, NewHold)
        place_hold(self.organization, contact, HoldKind.MANUAL, by=self.actor, key="api", **values)
        return self.told(contact)

    @extend_schema(request=None, responses={200: Released})
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: int) -> Response:
        """Release what was held through the API; a person's own hold stays."""
        held = release_holds(self.organization, kind=HoldKind.MANUAL, by=self.actor, key="api", contact=self.row(pk))
        return Response({"released": held})

    @extend_schema(request=None, responses={200: ContactShape})
    @action(detail=True, methods=["post"])
    def take_over(self, request: Request, pk: int) -> Response:
        """The key's member carries on: nothing goes out and runs stand still until the contact is handed back."""
        contact = self.row(pk)
        take_over(contact, by=self.key.membership.user, actor=self.actor)
        return self.told(contact)

    @extend_schema(request=None, responses={200: HandedBack})
    @action(detail=True, methods=["post"])
    def hand_back(self, request: Request, pk: int) -> Response:
        """The agents carry on with the contact."""
        return Response({"handed_back": hand_back(self.row(pk), by=self.key.membership.user, actor=self.actor)})

    def _add(self, request: Request, pk: int, add: Any) -> Response:
        contact, values = self.row(pk), read_input(self, NewAddress)
        is_primary = values.pop("is_primary")
        row = add(contact, values["address"], type=values["type"], actor=self.actor)
        if is_primary and not row.is_primary:
            make_primary(row, actor=self.actor)
        return self.told(contact)


@noun("contacts")
class Contacts(Made, Changed, Many, ContactActs, Read):
    """People we may talk with."""

    queryset = Contact.objects.select_related("company", "owner", "last_activity").prefetch_related(
        "emails", "phones", "tags", "external_ids"
    )
    serializer_class = ContactShape
    filterset_class = ContactFilters
    filter_backends = [*Read.filter_backends, Search]
    search_hint = "The beginning of a name, an email address, a number or a company's name."
    ordering = "-created_at"
    orderings: ClassVar[dict[str, str]] = {
        "created_at": "created_at", "updated_at": "updated_at", "name": "name_key", "fit": "fit",
        "engagement": "engagement", "last_activity_at": "last_activity__at",
    }  # fmt: skip

    def searched(self, rows: QuerySet, text: str) -> QuerySet:
        return search_contacts(rows, self.organization, text)

    def create_row(self, values: dict[str, Any]) -> Contact:
        known = [(each["system"], each["value"]) for each in values.pop("external_ids", ())]
        given = {"owner": self.owner, "external": known[0] if known else None} | values
        return create_contact(self.organization, actor=self.actor, **given)

    def change_row(self, contact: Contact, values: dict[str, Any]) -> None:
        update_contact(contact, actor=self.actor, **values)
