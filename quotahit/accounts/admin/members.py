"""The people of an organization: members, those invited, and their accounts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from quotahit.accounts import invitation_mail
from quotahit.accounts.admin.verbs import VerbAdmin
from quotahit.accounts.admin_badges import Badge
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_scope import OrganizationAdmin, ReadOnlyAdmin
from quotahit.accounts.choices import Reach, Role
from quotahit.accounts.members import change_role, invite, place_member, remove_member, withdraw_invitation
from quotahit.accounts.models import Invitation, Membership, Team, User

INVITED = {"open": _("open"), "accepted": _("accepted"), "withdrawn": _("withdrawn"), "expired": _("expired")}
ROLE_COLOURS = {Role.OWNER: "success", Role.MANAGER: "info", Role.REP: "primary", Role.VIEWER: "default"}


@admin.register(Membership)
class MembershipAdmin(VerbAdmin):
    list_display = ("user", "email", "role_shown", "team", "reach", "created_at")
    list_select_related = ("user", "team")
    list_filter = ("role", "team", "reach")
    search_fields = ("user__email__istartswith", "user__first_name__istartswith", "user__last_name__istartswith")
    ordering = ("user__email",)
    fields = ("user", "role", ("team", "reach"), "created_at")
    readonly_fields = ("user", "created_at")
    actions_list = ("invitations", "teams")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("Email address"), ordering="user__email")
    def email(self, membership: Membership) -> str:
        return membership.user.email

    @display(description=_("Role"), ordering="role", label=ROLE_COLOURS)
    def role_shown(self, membership: Membership) -> tuple[str, str]:
        return membership.role, membership.get_role_display()

    @action(description=_("Invitations"), icon="person_add", permissions=["change"])
    def invitations(self, request: HttpRequest) -> HttpResponse:
        return redirect(reverse("admin:accounts_invitation_changelist"))

    @action(description=_("Teams"), icon="groups", permissions=["change"])
    def teams(self, request: HttpRequest) -> HttpResponse:
        return redirect(reverse("admin:accounts_team_changelist"))

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        given, member = form.cleaned_data, Membership.objects.get(pk=obj.pk)
        change_role(member, Role(given["role"]), actor=request.user)
        place_member(member, given["team"], Reach(given["reach"]), actor=request.user)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        remove_member(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            remove_member(membership, actor=request.user)


@admin.register(Team)
class TeamAdmin(OrganizationAdmin):
    """Teams, one below another; who is in them stands with the members."""

    edits = Role.MANAGER
    list_display = ("name", "parent", "people")
    list_select_related = ("parent",)
    search_fields = ("name__istartswith",)
    ordering = ("name",)
    fields = ("name", "parent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).prefetch_related("members__user")

    @display(description=_("Members"))
    def people(self, team: Team) -> str:
        return ", ".join(str(member.user) for member in team.members.all())


def _withdraw(invitation: Invitation, user: User) -> str:
    withdraw_invitation(invitation, actor=user)
    return gettext("The link of this invitation does not work any more.")


@admin.register(Invitation)
class InvitationAdmin(ButtonsAdmin, VerbAdmin):
    sees = Role.MANAGER
    list_display = ("email", "role", "invited_by", "state_shown", "expires_at")
    list_select_related = ("invited_by",)
    ordering = ("-pk",)
    fields = ("email", "role")
    buttons = (Button("withdraw", _("Withdraw"), _withdraw, lambda row: row.state == "open", least=Role.MANAGER),)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(
        description=_("State"),
        label={"open": "info", "accepted": "success", "withdrawn": "default", "expired": "warning"},
    )
    def state_shown(self, invitation: Invitation) -> Badge:
        return Badge(invitation.state, str(INVITED[invitation.state]))

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        organization = request.organization  # type: ignore[attr-defined]
        invited = invite(organization, obj.email, Role(obj.role), actor=request.user)
        obj.pk = invited.invitation.pk
        invitation_mail.deliver(request, invited)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Accounts of the organization's members; everybody keeps their own on the profile page."""

    organization_path = "memberships__organization"
    form = forms.ModelForm
    list_display = ("email", "first_name", "last_name", "zone", "last_login")
    search_fields = ("email__istartswith", "first_name__istartswith", "last_name__istartswith")
    ordering = ("email",)
    fields = ("email", "first_name", "last_name", "zone", "last_login")
