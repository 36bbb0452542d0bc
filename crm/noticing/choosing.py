"""A member chooses how they are told."""

from typing import Any

from django.db import transaction

from crm.models import NotificationPreferences
from crm.noticing.kinds import KINDS
from crm.noticing.wishes import is_mailed, rings
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import append

EDITABLE = frozenset({"quiet_from", "quiet_until", "urgent_any_time", "hourly_cap", "digest_at"})


def choices_of(wishes: NotificationPreferences) -> dict[str, tuple[bool, bool]]:
    """Whether each kind rings and is mailed, as chosen or as it is by itself."""
    return {code: (rings(wishes, kind), is_mailed(wishes, kind)) for code, kind in KINDS.items()}


def choose(
    organization: Organization, user: User, kinds: dict[str, tuple[bool, bool]], **values: Any
) -> NotificationPreferences:
    """Keep what the member wishes: bell and mail for each kind, and the hours. ValueError for an unknown name.

    It holds from the next notification on; quiet hours and cap also for what waits to be mailed already.
    """
    if unknown := (set(values) - EDITABLE) | (set(kinds) - set(KINDS)):
        raise ValueError(f"Nobody can choose {sorted(unknown)}.")
    told = {code: {"bell": bell, "email": email} for code, (bell, email) in kinds.items()}
    with transaction.atomic():
        wishes, _ = NotificationPreferences.objects.update_or_create(
            organization=organization, user=user, defaults={"kinds": told, **values}
        )
        why = {"fields": sorted(values), "kinds": len(told)}
        append(organization, user, "notification_preferences.changed", wishes, why=why)
    return wishes
