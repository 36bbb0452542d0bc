"""What skills know of their runs is loaded once, for all runs of a batch together."""

from collections.abc import Sequence
from typing import Any

import pytest

from crm.models import Contact
from quotahit.accounts.models import Organization
from quotahit.events.record import Fact, record_many
from quotahit.workflow import context as contexts
from quotahit.workflow.advance import advance
from quotahit.workflow.context import Context, register_loader


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A loader of the contacts' titles; the list has the size of each batch it was asked for."""
    sizes: list[int] = []

    def load(batch: Sequence[Context]) -> dict[int, Any]:
        sizes.append(len(batch))
        by_contact = dict(Contact.objects.values_list("pk", "title"))
        return {context.run_id: by_contact[context.subject_id or 0] for context in batch}

    monkeypatch.setattr(contexts, "_loaders", {})
    register_loader("titles", load)
    return sizes


def test_a_tier_is_loaded_for_the_whole_batch_at_once(build: Any, acme: Organization, titles: list[int]) -> None:
    seen = []
    build(lambda context: seen.append(context.tier("titles")), lambda context: seen.append(context.tier("titles")))
    contacts = [
        Contact.objects.create(organization=acme, first_name=str(n), name_key=str(n), title=f"Title {n}")
        for n in range(20)
    ]
    record_many([Fact(acme.pk, "test.happened", contact, source="test") for contact in contacts])
    advance()
    assert sorted(seen) == sorted([f"Title {n}" for n in range(20)] * 2)
    assert titles == [20]


def test_what_nobody_asks_for_is_not_loaded(build: Any, happen: Any, titles: list[int]) -> None:
    build(lambda context: None)
    happen()
    advance()
    assert titles == []


def test_a_round_costs_the_same_for_one_run_and_for_many(
    build: Any, acme: Organization, django_assert_max_num_queries: Any
) -> None:
    def look(context: Context) -> dict[str, int]:
        return {"organization": context.organization.pk, "event": context.event.pk, "before": len(context.values)}  # type: ignore[union-attr]

    build(look)
    record_many([Fact(acme.pk, "test.happened", ("crm.contact", n), source="test") for n in range(200)])
    # claims inside and outside, runs, savepoint, three tiers, the write in one statement or three, release
    with django_assert_max_num_queries(13):
        assert advance() == 200
