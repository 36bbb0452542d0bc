"""What people do to their own accounts."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver

from quotahit.accounts.models import User
from quotahit.audit.log import append
from quotahit.push import end_lines


@transaction.atomic
def change_profile(user: User, **changes: Any) -> list[str]:
    """Set a person's own name, language and zone; returns the names of the fields that really changed."""
    before = User.objects.get(pk=user.pk)
    changed = [name for name, value in changes.items() if getattr(before, name) != value]
    if changed:
        for name in changed:
            setattr(user, name, changes[name])
        user.full_clean(exclude=["password"])
        user.save(update_fields=changed)
        append(None, user, "user.changed", user, why={"fields": changed})
    return changed


def password_changed(user: User) -> None:
    """Log that a person has set a new password; with it every session of theirs but this one has ended."""
    append(None, user, "user.password_changed", user)
    end_lines(user.pk)


@receiver(user_logged_in)
def _signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    append(None, user, "user.signed_in", user)


@receiver(user_logged_out)
def _signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        append(None, user, "user.signed_out", user)
        end_lines(user.pk)
