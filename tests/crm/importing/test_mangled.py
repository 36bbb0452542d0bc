"""Lists that something has chewed on: whatever comes in, the counts add up and a second import changes nothing."""

import random
from pathlib import Path

import pytest

from crm.errors import ImportingError
from crm.importing.planning import plan_import
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import ERIN, FRED, apollo, bring_in, counts, draft, keep

pytestmark = pytest.mark.django_db
BITS = [b'"', b",", b"\n", b"\r", b"\0", b";", b"\xff", b"\xe9", b"=", b"'", b"\t", b'""', b"9" * 60, b"@", b"x" * 6000]


def mangled(seed: int) -> bytes:
    """Twelve rows of two people and their namesakes with bytes put in, changed and taken out."""
    chance = random.Random(seed)
    rows = [
        {**chance.choice((ERIN, FRED)), "Apollo Contact Id": f"a{n % 9}", "Email": f"p{n % 7}@a.example"}
        for n in range(12)
    ]
    data = bytearray(apollo(*rows).encode())
    for _ in range(chance.choice((3, 20, 80))):
        at, kind = chance.randrange(len(data)), chance.random()
        if kind < 0.4:
            data[at:at] = chance.choice(BITS)
        elif kind < 0.7:
            data[at] = chance.randrange(256)
        else:
            del data[at : at + chance.randrange(1, 30)]
    return bytes(data)


@pytest.mark.parametrize("seed", range(15))
def test_a_mangled_list_is_planned_imported_and_known_again(acme: Organization, tmp_path: Path, seed: int) -> None:
    path = keep(tmp_path, mangled(seed))
    try:
        plan = plan_import(draft(acme, path))
    except ImportingError:
        pytest.skip("nothing is left of this list")
    created, updated, unchanged, failed = counts(bring_in(acme, path))
    assert (plan.new, plan.updates, plan.unchanged, plan.bad) == (created, updated, unchanged, failed)
    created_again, updated_again, _, failed_again = counts(bring_in(acme, path))
    assert (created_again, updated_again) == (0, 0)
    assert failed_again <= failed  # a row that holds an id alone may know its person by now
