"""The people of an organization: members, those invited, and their accounts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action, display

from quotahit.accounts import invitation_mail
from quotahit.accounts.admin.verbs import VerbAdmin
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.accounts.choices import Role
from quotahit.accounts.members import change_role, invite, remove_member, withdraw_invitation
from quotahit.accounts.models import Invitation, Membership, User

ROLE_COLOURS = {Role.OWNER: "success", Role.MANAGER: "info", Role.REP: "primary", Role.VIEWER: "default"}


@admin.register(Membership)
class MembershipAdmin(VerbAdmin):
    list_display = ("user", "email", "role_shown", "created_at")
    list_select_related = ("user",)
    list_filter = ("role",)
    search_fields = ("user__email__istartswith", "user__first_name__istartswith", "user__last_name__istartswith")
    ordering = ("user__email",)
    fields = ("user", "role", "created_at")
    readonly_fields = ("user", "created_at")
    actions_list = ("invitations",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Email address", ordering="user__email")
    def email(self, membership: Membership) -> str:
        return membership.user.email

    @display(description="Role", ordering="role", label=ROLE_COLOURS)
    def role_shown(self, membership: Membership) -> tuple[str, str]:
        return membership.role, membership.get_role_display()

    @action(description="Invitations", icon="person_add", permissions=["change"])
    def invitations(self, request: HttpRequest) -> HttpResponse:
        return redirect(reverse("admin:accounts_invitation_changelist"))

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        change_role(obj, Role(form.cleaned_data["role"]), actor=request.user)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        remove_member(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        for membership in queryset:
            remove_member(membership, actor=request.user)


def _withdraw(invitation: Invitation, user: User) -> str:
    withdraw_invitation(invitation, actor=user)
    return "The link of this invitation does not work any more."


@admin.register(Invitation)
class InvitationAdmin(ButtonsAdmin, VerbAdmin):
    sees = Role.MANAGER
    list_display = ("email", "role", "invited_by", "state_shown", "expires_at")
    list_select_related = ("invited_by",)
    ordering = ("-pk",)
    fields = ("email", "role")
    buttons = (Button("withdraw", "Withdraw", _withdraw, lambda row: row.state == "open", least=Role.MANAGER),)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(
        description="State",
        label={"open": "info", "accepted": "success", "withdrawn": "default", "expired": "warning"},
    )
    def state_shown(self, invitation: Invitation) -> str:
        return invitation.state

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
