"""A column that says who did something, for lists whose rows keep an actor such as "user:7" or "agent:outreach"."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from unfold.decorators import display

from quotahit.accounts.models import ApiKey, User


def actor_column(field: str, description: str) -> Callable[[Any], str]:
    """The column of the actors in `field`; made anew for each page, it looks each person's name up once."""
    names: dict[str, str] = {"": "-"}

    @display(description=description, ordering=field)
    def who(row: Any) -> str:
        actor = getattr(row, field)
        if actor not in names:
            names[actor] = _name_of(actor)
        return names[actor]

    return who


def _name_of(actor: str) -> str:
    kind, _, key = actor.partition(":")
    if kind == "user" and key.isdigit():
        user = User.objects.filter(pk=int(key)).first()
        return str(user) if user else gettext("A former user ({key})").format(key=key)
    if kind == "key" and key.isdigit():
        found = ApiKey.objects.filter(pk=int(key)).first()
        return (
            gettext("API key “{found}”").format(found=found)
            if found
            else gettext("A former API key ({key})").format(key=key)
        )
    called = key.replace("_", " ")
    if kind == "agent":
        return gettext("Agent {name}").format(name=called)
    if kind == "system":
        return gettext("System {name}").format(name=called)
    return f"{kind} {called}".capitalize()
