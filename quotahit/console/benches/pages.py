"""How much longer a page takes among a million contacts than among a thousand.

Two databases of their own, filled alike but for their size, each with a process that asks for pages as a signed-in
owner does. Every page is asked for on both in turn, each time about somebody else; a page's ratio is taken within its
round, and `ratio` is the worst page's median. The queries are counted apart.
"""

import json
import statistics
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.management.base import CommandParser
from django.db import connection
from django.urls import reverse

from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.own_database import insist_on_durable_postgresql, own_database
from quotahit.console.benches.town import Town, build
from quotahit.console.benches.workers import Worker, worker

SMALL, LARGE, ROUNDS, LOOKS = 1000, 1_000_000, 3, 5
PER_PAGE = 50
Say = Callable[[str], None]
Address = Callable[[Town, int], str]


@dataclass(frozen=True)
class Place:
    """A town with the browser that looks at it."""

    town: Town
    browser: Worker

    def look(self, address: Address, look: int) -> float:
        """Milliseconds of one look."""
        return float(self._ask(address(self.town, look))["ms"])

    def queries(self, address: Address) -> int:
        return int(self._ask("#" + address(self.town, 0))["queries"])

    def _ask(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.browser.ask(path))
        if answer["status"] != 200:
            raise RuntimeError(f"{path} answered {answer['status']}.")
        return answer


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--postgres", metavar="URL", help="The PostgreSQL server to use where DATABASE_URL names none.")
    parser.add_argument("--small", type=int, default=SMALL, help=f"Contacts in the small one; the default is {SMALL}.")
    parser.add_argument("--large", type=int, default=LARGE, help=f"Contacts in the large one; the default is {LARGE}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Every page on both in each of `rounds` rounds. WrongUse without PostgreSQL."""
    say: Say = options["say"]
    insist_on_durable_postgresql(options["postgres"])
    with ExitStack() as stack:
        small, large = (_place(stack, size, say) for size in (options["small"], options["large"]))
        for address in PAGES.values():  # the first look loads everything
            for place in (small, large):
                place.look(address, 0)
        busyness = Busyness()
        rounds = [_round(small, large, number, say) for number in range(options["rounds"] or ROUNDS)]
        queries = {name: large.queries(address) for name, address in PAGES.items()}
        other_cpu = busyness.others()
    return _summary(options, rounds, queries) | {"other_cpu": other_cpu}


def _place(stack: ExitStack, size: int, say: Say) -> Place:
    stack.enter_context(own_database(f"bench_admin_{size}"))
    town = build(size)
    connection.close()
    say(f"{size} contacts are there.")
    return Place(town, stack.enter_context(worker("bench.page_worker", str(town.owner.pk))))


Times = tuple[float, float]  # the median milliseconds of a page among few and among many


def _round(small: Place, large: Place, number: int, say: Say) -> dict[str, Times]:
    found: dict[str, Times] = {}
    for name, address in PAGES.items():
        looks = range(1 + number * LOOKS, 1 + (number + 1) * LOOKS)
        pairs = [(small.look(address, look), large.look(address, look)) for look in looks]
        few, many = (statistics.median(times) for times in zip(*pairs, strict=True))
        found[name] = (few, many)
        say(f"Round {number + 1}, {name}: {few:.1f} and {many:.1f} ms, {many / few:.2f} times")
    return found


def _summary(options: Mapping[str, Any], rounds: list[dict[str, Times]], queries: Mapping[str, int]) -> dict[str, Any]:
    pages = {name: _page([one[name] for one in rounds]) | {"queries": queries[name]} for name in PAGES}
    worst = max(pages, key=lambda name: float(pages[name]["ratio"]))
    return {
        "database": connection.vendor,
        "small": options["small"],
        "large": options["large"],
        "rounds": len(rounds),
        "ratio": pages[worst]["ratio"],
        "range": pages[worst]["range"],
        "worst": worst,
        "most_queries": max(queries.values()),
        "pages": pages,
    }


def _page(times: list[Times]) -> dict[str, Any]:
    ratios = [many / few for few, many in times]
    few, many = (statistics.median(column) for column in zip(*times, strict=True))
    return {
        "ms": [round(few, 1), round(many, 1)],
        "ratio": round(statistics.median(ratios), 2),
        "range": [round(min(ratios), 2), round(max(ratios), 2)],
    }


def _list(**asked: Any) -> Address:
    """The list of contacts, where text among the values may be made of the town and the number of the look."""

    def address(town: Town, look: int) -> str:
        said = {name: value(town, look) if callable(value) else value for name, value in asked.items()}
        return f"{reverse('admin:crm_contact_changelist')}?{urlencode(said)}"

    return address


def _somebody(town: Town, look: int) -> int:
    """The number of a contact, another one for every look."""
    return (look * 7919 * 60 + 120) % town.size  # one in sixty was written to, scored and answered


PAGES: dict[str, Address] = {
    "flow": lambda town, look: reverse("admin:console_flow"),
    "chains": lambda town, look: reverse("admin:console_chains"),
    "list": _list(),
    "deep page": _list(p=lambda town, look: max(town.size * 9 // 10 // PER_PAGE - look, 1)),
    "last page": _list(p=lambda town, look: town.size // PER_PAGE),
    "by fit": _list(band="hot"),
    "by owner": _list(owner="me"),
    "by nobody": _list(owner="nobody"),
    "by lifecycle": _list(lifecycle__exact="customer"),
    "by activity": _list(activity="week"),
    "quiet": _list(activity="quiet"),
    "held": _list(held="yes"),
    "by tag": _list(tag=1),
    "by two": _list(band="cold", owner="me"),
    "sorted by name": _list(o="1"),
    "sorted by fit": _list(o="-3"),
    "sorted by engagement": _list(o="-4"),
    "sorted by activity": _list(o="-7"),
    "search an address": _list(q=lambda town, look: town.email(_somebody(town, look))),
    "search part of an address": _list(q=lambda town, look: f"pat{_somebody(town, look)}@"),
    "search a name": _list(q=lambda town, look: f"family {_somebody(town, look)}"),
    "search a first name": _list(q="pat"),
    "search a company": _list(q=lambda town, look: f"firm {_somebody(town, look) // 4}"),
    "search a word of nobody": _list(q="zebra"),
    "contact": lambda town, look: reverse("admin:console_contact", args=[town.first_contact + _somebody(town, look)]),
    "company": lambda town, look: reverse(
        "admin:console_company", args=[town.first_company + _somebody(town, look) % (town.size // 4)]
    ),
    "deal": lambda town, look: reverse(
        "admin:console_deal", args=[town.first_deal + _somebody(town, look) % (town.size // 50)]
    ),
    "inbox": lambda town, look: reverse("admin:console_inbox"),
    "board": lambda town, look: reverse("admin:console_board"),
    "tasks": lambda town, look: reverse("admin:crm_task_changelist"),
    "overview": lambda town, look: reverse("admin:index"),
}
