"""`@` and a member's name in a note or a task: who is meant, who is told, and who does not see the record and is not.

A member is named by their address, by their full name, or by their first name where only one member bears it. A name
that fits two is nobody's: better to tell nobody than the wrong one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crm.models import Company, Contact, Deal, Note, Task
from crm.notify import notify
from quotahit.accounts.models import Membership, User
from quotahit.accounts.visibility import visible
from quotahit.audit.log import actor_name

SIGN = re.compile(r"(?<![\w@.])@(?=\w)")
QUOTED = 300
TITLES = {
    "note": _("{by} mentions you in a note about {about}"),
    "task": _("{by} mentions you in a task about {about}"),
}


@dataclass(frozen=True)
class Mention:
    """Where in a text somebody is named."""

    start: int
    end: int
    user: User


def mentions(text: str, people: Iterable[User]) -> Iterator[Mention]:
    """Every mention of one of these people, in the order of the text."""
    if "@" not in text:
        return
    names = _names(people)
    longest_first = sorted(names, key=len, reverse=True)
    for sign in SIGN.finditer(text):
        rest = text[sign.end() :].casefold()
        name = next((name for name in longest_first if rest.startswith(name) and _ends(rest[len(name) :])), None)
        if name is not None:
            yield Mention(sign.start(), sign.end() + len(name), names[name])


def in_parts(text: str, people: Iterable[User]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a mention; empty where there is none."""
    parts, at = [], 0
    for mention in mentions(text, people):
        parts += [(text[at : mention.start], False), (text[mention.start : mention.end], True)]
        at = mention.end
    return [*parts, (text[at:], False)] if parts else []


def mentioned(row: Note | Task) -> tuple[list[Membership], list[Membership]]:
    """The members whom a note or task names: those who see the record that it is about, and those who do not."""
    text = _text(row)
    if "@" not in text:
        return [], []
    everybody = list(Membership.objects.filter(organization=row.organization_id).select_related("user"))
    named = {mention.user.pk for mention in mentions(text, [one.user for one in everybody])}
    those = [one for one in everybody if one.user_id in named]
    return [one for one in those if sees(one, _about(row))], [one for one in those if not sees(one, _about(row))]


def tell_mentioned(row: Note | Task, *, actor: object) -> None:
    """Tell those whom a member named, once for each note or task, and never themselves. What an agent wrote may be a
    stranger's words, and calls nobody."""
    who = actor_name(actor)
    if not who.startswith(("user:", "key:")):
        return
    seeing, _blind = mentioned(row)
    others = [one.user for one in seeing if f"user:{one.user_id}" != who]
    if others:
        noun = "note" if isinstance(row, Note) else "task"
        by = str(actor) if isinstance(actor, User) else _("Somebody")
        about = _about(row)
        title = TITLES[noun] if about != row else _("{by} mentions you")
        notify(
            row.organization,
            others,
            kind="mention",
            title=format_lazy(title, by=by, about=str(about)),
            body=_text(row)[:QUOTED],
            link=page_of(about),
            key=f"mention:{noun}:{row.pk}",
        )


def sees(membership: Membership, record: models.Model | None) -> bool:
    """Whether the member may look at this record."""
    if record is None:
        return True
    return visible(type(record)._base_manager.filter(pk=record.pk), membership).exists()


def page_of(record: models.Model) -> str:
    """Where a person looks at the record."""
    if isinstance(record, Contact | Company | Deal):
        return reverse(f"admin:console_{record._meta.model_name}", args=[record.pk])
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def spelling(user: User, people: Iterable[User]) -> str:
    """What to write after the `@` so that this one is meant."""
    full = user.get_full_name()
    return full if full and _names(people).get(full.casefold()) == user else user.email


def _names(people: Iterable[User]) -> dict[str, User]:
    """Each member by everything that names them alone."""
    people = list(people)
    pairs = [(name.casefold(), user) for user in people for name in {user.get_full_name(), user.first_name} if name]
    borne = Counter(name for name, _ in pairs)
    return {name: user for name, user in pairs if borne[name] == 1} | {user.email.casefold(): user for user in people}


def _ends(rest: str) -> bool:
    """Whether a name ends here: not in the middle of a longer word, nor of an address."""
    return not re.match(r"\w|[.@-]\w", rest)


def _text(row: Note | Task) -> str:
    return row.body if isinstance(row, Note) else row.detail


def _about(row: Note | Task) -> models.Model:
    company = row.company if isinstance(row, Note) else None
    return row.contact or row.deal or company or row
