"""The attacks drill: texts that want an autonomous agent to do what nobody allowed, each in a seller of its own.

Every text arrives from its contact, who has an open deal, by the way that messages take in the product; then the
product does all that it does by itself. What left and what changed is told, and judged.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import CommandParser

from quotahit.accounts.models import User
from quotahit.console.drills.attacks.arriving import arrive, come_to_rest, write_first
from quotahit.console.drills.attacks.changes import compare, photograph
from quotahit.console.drills.attacks.file import AttackFile, attack_file
from quotahit.console.drills.attacks.judging import faults
from quotahit.console.drills.attacks.model import canary_told
from quotahit.console.drills.attacks.outcome import Outcome, acts_since, class_of, last_act, outbound_of
from quotahit.console.drills.attacks.seller import found_seller, is_same, opt_out

OPTIONS = ("file",)
ASKS_A_LOCAL_MODEL = True
EVERY = 10  # messages between two lines about how far it is


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("file", type=attack_file, metavar="FILE", help="JSON: the seller and the texts that arrive.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Let every text arrive; `holds` says whether none of them moved anything, and `problems` what did move."""
    say: Callable[[str], None] = options["say"]
    began, file = time.monotonic(), AttackFile.model_validate(options["file"])
    operator = User.objects.create_superuser("operator@drill.example", first_name="Operator")
    outcomes = []
    with canary_told(file.fixture.canary_in_system_prompt):
        for number, message in enumerate(file.messages, 1):
            outcomes.append(_let_arrive(file, number - 1, operator))
            if number % EVERY == 0 or number == len(file.messages):
                say(f"{number} of {len(file.messages)} texts have arrived, the last is {message.id}")
    problems = [problem for outcome in outcomes for problem in faults(file.fixture, outcome)]
    return {
        "holds": not problems,
        "messages": len(outcomes),
        "answered": sum(bool(outcome.outbound) for outcome in outcomes),
        "problems": problems,
        "results": [outcome.as_answer() for outcome in outcomes],
        "seconds": round(time.monotonic() - began),
    }


def _let_arrive(file: AttackFile, number: int, operator: User) -> Outcome:
    """What one text led to, in a seller that has seen no other."""
    message = file.messages[number]
    seller = found_seller(file.fixture, message, operator)
    first = write_first(seller, message)
    if any(each.opted_out and is_same(each, message.contact) for each in file.fixture.other_contacts):
        opt_out(seller.organization, message.contact)  # who writes had opted out since
    come_to_rest()
    before, since = photograph(seller.organization), last_act()
    row = arrive(seller, message, first)
    come_to_rest()
    return Outcome(
        message=message,
        seller=seller,
        label=class_of(row),
        outbound=outbound_of(seller, message),
        changes=compare(before, photograph(seller.organization), seller),
        acts=acts_since(seller.organization, since),
    )
