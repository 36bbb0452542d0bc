"""Making one record of two: choices field by field, every relation moved, in one transaction that can be undone."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext

from crm.companies import save_company
from crm.contacts import save_contact
from crm.errors import NotMergeableError
from crm.journal import enter, same_organization
from crm.merging.fields import Option, columns_of, options
from crm.merging.hooks import merge_hooks
from crm.merging.ledger import Ledger
from crm.merging.record import freeze
from crm.merging.rejected import rejected_by
from crm.merging.relations import relations
from crm.models import Company, Contact, Merge
from crm.saving_many import remember
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name
from quotahit.together import count_together

Choices = Mapping[str, str]  # by field, "winner" or "loser"; the organization's own fields are called "custom:name"
Row = TypeVar("Row", Contact, Company)


def merge_contacts(winner: Contact, loser: Contact, choices: Choices | None = None, *, actor: object) -> Merge:
    """Take `loser` into `winner`: its addresses, ids and all that hangs on it. Records `contact.merged`.

    Raises NotMergeableError where the two cannot be made one, or not now, and UnknownFieldError for a choice that
    does not exist; then nothing is changed.
    """
    return _merge(winner, loser, choices, actor)


def merge_companies(winner: Company, loser: Company, choices: Choices | None = None, *, actor: object) -> Merge:
    """Take `loser` into `winner` with its people, deals and notes. Records `company.merged`; raises as above."""
    return _merge(winner, loser, choices, actor)


def count_relations(record: Contact | Company) -> dict[type[models.Model], int]:
    """How many rows of each model hang on a record, in one query: what a merge would move."""
    found = list(relations(type(record)))
    rows = {f"part_{at}": relation.rows(type(record), record.pk) for at, relation in enumerate(found)}
    counts: Counter[type[models.Model]] = Counter()
    for at, number in enumerate(count_together(**rows).values()):
        counts[found[at].model] += number
    return {model: number for model, number in counts.items() if number}


def _merge(winner: Row, loser: Row, choices: Choices | None, actor: object) -> Merge:
    same_organization(winner.organization, loser)
    if winner.pk == loser.pk:
        raise NotMergeableError(gettext("This is one record already."))
    with transaction.atomic():
        first, second = _locked(type(winner), winner.organization, winner.pk, loser.pk)
        chosen = options(first, second, choices)
        ledger = Ledger(first, second, actor, tuple(chosen))
        ledger.record.winner, ledger.record.loser = freeze(first), freeze(second)
        merge = _describe(ledger, chosen)
        for hook in merge_hooks():
            hook.before(ledger)
        _move(ledger)
        _let_go(second, actor)
        _settle(ledger, chosen)
        for hook in merge_hooks():
            hook.after(ledger)
        merge.record = ledger.record.dump()
        merge.save()
        payload = {"merge_id": merge.pk, f"{ledger.kind}_id": first.pk, "loser_id": second.pk}
        enter(first.organization, f"{ledger.kind}.merged", first, actor=actor, payload=payload)
    winner.refresh_from_db()
    return merge


def _locked(model: type[Row], organization: Organization, winner_id: int, loser_id: int) -> tuple[Row, Row]:
    """Both records, locked in the order of their ids, so that two merges never wait for each other in a ring.

    Of companies the people come first: whoever has a contact may be about to look at its company.
    """
    ids = [winner_id, loser_id]
    if model is Company:
        people = Contact.objects.for_organization(organization).filter(company__in=ids).order_by("pk")
        list(people.select_for_update(of=("self",)).values_list("pk"))
    rows = model._base_manager.filter(organization=organization, pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(of=("self",))}
    if len(found) < 2:
        raise NotMergeableError(gettext("One of the two is no longer there: somebody was quicker."))
    return found[winner_id], found[loser_id]


def _describe(ledger: Ledger, chosen: list[Option]) -> Merge:
    """The row of the merge, unsaved, with what the loser was known by; read before anything moves."""
    loser = ledger.loser
    merge = Merge(
        organization=ledger.winner.organization,
        kind=ledger.kind,
        winner_id=ledger.winner.pk,
        loser_id=loser.pk,
        name_key=loser.name_key,
        rejected=rejected_by(chosen).model_dump(mode="json"),
        by=actor_name(ledger.actor),
        **{ledger.kind: ledger.winner},
    )
    if isinstance(loser, Contact):
        merge.address, merge.firm_id = loser.linkedin, loser.company_id
        reached = (loser.emails, loser.phones, loser.external_ids)
        merge.was_bare = not loser.linkedin and not any(rows.exists() for rows in reached)
    else:
        merge.address = loser.domain
    return merge


def _move(ledger: Ledger) -> None:
    for relation in relations(ledger.target):
        ledger.move(relation)
        moved = ledger.record.moved.get(relation.name)
        if moved and hasattr(relation.model, "history"):
            write_history(relation.model, moved, ledger.actor)


def _let_go(loser: Contact | Company, actor: object) -> None:
    """Take the row away, and nothing with it: where something still pointed at it, the database refuses."""
    remember([loser], "-", reason=actor_name(actor), user_id=user_id(actor))
    rows = type(loser)._base_manager.filter(pk=loser.pk)
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]


def _settle(ledger: Ledger, chosen: list[Option]) -> None:
    """Give the winner the values that were chosen."""
    winner, columns = ledger.winner, columns_of(ledger.winner, chosen)
    if isinstance(winner, Company):
        columns["facts"] = _facts(winner, ledger.loser, chosen)
    with ledger.watching(type(winner)._base_manager.filter(pk=winner.pk)):
        for name, value in columns.items():
            setattr(winner, name, value)
        if isinstance(winner, Contact):
            save_contact(winner, ledger.actor)
        else:
            save_company(winner, ledger.actor)


def _facts(winner: Company, loser: Company, chosen: list[Option]) -> dict[str, Any]:
    """Where each value came from goes with the value."""
    taken = {option.name for option in chosen if option.choice == "loser"}
    theirs = {name: fact for name, fact in loser.facts.items() if name in taken or name not in winner.facts}
    return {**winner.facts, **theirs}


def write_history(model: Any, ids: list[int], actor: object) -> None:
    """Put the new states of rows that were moved into their field history."""
    rows = list(model._base_manager.filter(pk__in=ids).only("pk"))
    remember(rows, "~", reason=actor_name(actor), user_id=user_id(actor))


def user_id(actor: object) -> int | None:
    return actor.pk if isinstance(actor, User) else None
