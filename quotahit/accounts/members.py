"""Who comes into an organization, in which role, and who leaves it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext

from quotahit import clock
from quotahit.accounts.choices import Reach, Role
from quotahit.accounts.errors import InvitationGone, LastOwner, NotAllowed, WrongPerson
from quotahit.accounts.journal import done
from quotahit.accounts.models import Invitation, Membership, Organization, Team, User
from quotahit.push import end_lines

OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Invited:
    """A new invitation with its token, which is known here and now only."""

    invitation: Invitation
    token: str


@transaction.atomic
def add_member(
    organization: Organization, user: User, role: Role = Role.OWNER, *, actor: User | str = "system:setup"
) -> Membership:
    """Give somebody a place, and the console's door with it; an existing place keeps its role."""
    membership, is_new = Membership.objects.get_or_create(user=user, organization=organization, defaults={"role": role})
    if is_new:
        User.objects.filter(pk=user.pk, is_staff=False).update(is_staff=True)
        done(organization, actor, "member.joined", membership, user_id=user.pk, role=str(role))
    return membership


@transaction.atomic
def invite(organization: Organization, email: str, role: Role, *, actor: User) -> Invited:
    """Keep a place for seven days; an open invitation to the same address is replaced. Raises NotAllowed."""
    _may_grant(organization, actor, role)
    email = User.objects.normalize_email(email).lower()
    organization.invitations.open().filter(email=email).update(withdrawn_at=clock.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        role=role,
        token_hash=_hash(token),
        invited_by=actor,
        expires_at=clock.now() + OPEN_FOR,
    )
    done(organization, actor, "member.invited", invitation, role=str(role))
    return Invited(invitation, token)


def find_invitation(token: str) -> Invitation:
    """The open invitation that this token belongs to; raises InvitationGone."""
    invitation = Invitation.objects.open().filter(token_hash=_hash(token)).select_related("organization").first()
    if invitation is None:
        raise InvitationGone(gettext("This invitation was used, withdrawn or has expired. Ask for a new one."))
    return invitation


@transaction.atomic
def accept_invitation(token: str, user: User) -> Membership:
    """Take the place that was kept, once. Raises InvitationGone, and WrongPerson when it was kept for another."""
    invitation = find_invitation(token)
    if invitation.email != user.email.lower():
        raise WrongPerson(
            gettext("This invitation is for {email}; you are signed in as {email2}.").format(
                email=invitation.email, email2=user.email
            )
        )
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=clock.now()):
        raise InvitationGone(gettext("This invitation has just been used."))
    membership = add_member(invitation.organization, user, Role(invitation.role), actor=user)
    done(invitation.organization, user, "invitation.accepted", invitation, user_id=user.pk)
    return membership


@transaction.atomic
def join(token: str, *, first_name: str, last_name: str, password: str) -> Membership:
    """Take the place that was kept, with a new account for the invited address. Raises InvitationGone."""
    invitation = find_invitation(token)
    Invitation.objects.select_for_update().get(pk=invitation.pk)  # of many who come at once one makes the account
    email = find_invitation(token).email
    user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
    return accept_invitation(token, user)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: User) -> bool:
    """Make the link useless; False when it no longer could be used anyway."""
    withdrawn = Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=clock.now()) == 1
    if withdrawn:
        done(invitation.organization, actor, "invitation.withdrawn", invitation)
    return withdrawn


@transaction.atomic
def change_role(membership: Membership, role: Role, *, actor: User) -> None:
    """Give a member another role. Raises LastOwner, and NotAllowed for a role above the actor's own."""
    organization = membership.organization
    _may_grant(organization, actor, role)
    before = Role(_locked(membership).role)
    _may_grant(organization, actor, before)
    if before == role:
        return
    if before == Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    done(organization, actor, "member.role_changed", membership, before=str(before), after=str(role))


@transaction.atomic
def place_member(membership: Membership, team: Team | None, reach: Reach, *, actor: User) -> None:
    """Put a member into a team and say whose records they see. Raises NotAllowed."""
    _may_grant(membership.organization, actor, Role(membership.role))
    before = Membership.objects.select_for_update().get(pk=membership.pk)
    if (before.team, before.reach) == (team, reach):
        return
    membership.team, membership.reach = team, reach
    membership.save(update_fields=["team", "reach"])
    why = {"team_id": team.pk if team else None, "before": str(before.reach), "after": str(reach)}
    done(membership.organization, actor, "member.placed", membership, **why)


@transaction.atomic
def remove_member(membership: Membership, *, actor: User) -> None:
    """End a membership; the person's account stays. Raises LastOwner and NotAllowed."""
    role = Role(_locked(membership).role)
    if membership.user != actor:
        _may_grant(membership.organization, actor, role)
    if role == Role.OWNER:
        _keep_an_owner(membership)
    done(membership.organization, actor, "member.left", membership, user_id=membership.user_id)
    membership.delete()
    end_lines(membership.user_id)


def _may_grant(organization: Organization, actor: User, role: Role) -> None:
    own = Membership.objects.filter(organization=organization, user=actor).first()
    if own is None or not own.may(max(role, Role.MANAGER, key=lambda each: each.rank)):
        if role == Role.OWNER:
            raise NotAllowed(gettext("Only an owner may do this."))
        raise NotAllowed(gettext("Only a manager or an owner may do this."))


def _locked(membership: Membership) -> Membership:
    """The row as it stands now, after every owner of the organization is locked against a second hand."""
    list(Membership.objects.select_for_update().filter(organization=membership.organization_id).order_by("pk"))
    return Membership.objects.get(pk=membership.pk)


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.filter(organization=membership.organization_id, role=Role.OWNER)
    if not others.exclude(pk=membership.pk).exists():
        raise LastOwner(gettext("An organization needs an owner: make somebody else one first."))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
