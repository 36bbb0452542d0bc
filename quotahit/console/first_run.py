"""What a fresh installation is given: an operator, an empty organization of theirs, and the demo."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.migrating import run_apart

MAIN = "main"


def prepare(*, with_demo: bool, say: Callable[[str], object]) -> list[str]:
    """Make what is missing on the very first start; returns the lines that tell the operator how to sign in."""
    if User.objects.exists():
        return ["Sign in with your own address; `bin/manage changepassword ADDRESS` sets a new password."]
    password = settings.OPERATOR_PASSWORD or _password()
    with transaction.atomic():
        operator = User.objects.create_superuser(settings.OPERATOR_EMAIL, password, first_name="Operator")
        main = create_organization("Main", slug=MAIN, owner=operator)
    welcome = [f"Sign in as       {operator.email}", f"Password         {password}", f"Your workspace   {main.name}"]
    if with_demo:
        for line in welcome:  # already now: a start that is broken off while the demo loads shows no password again
            say(line)
        say("Loading the demo workspace (once) …")
        run_apart("load_demo", "--owner", operator.email)
    return welcome


def _password() -> str:
    """Four groups that can be typed from paper: 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def main_organization() -> Organization | None:
    """The organization that a first run makes."""
    return Organization.objects.filter(slug=MAIN).first()
