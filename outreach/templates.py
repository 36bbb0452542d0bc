"""Templates: text with variables in, a message for one person out, or the name of what is missing.

The language is Jinja2 in its sandbox, and strict: a variable without a value stops the message, unless the template
gives one, as in `{{ contact.first_name | default("there") }}`. Templates are compiled once for each text.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

import jinja2
from django.utils.translation import gettext
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from crm.memory import memory_of
from crm.models import Contact, SellerProfile
from outreach.errors import BrokenTemplate, UnresolvedVariable
from outreach.html import html_of
from outreach.models import Mailbox, Template
from outreach.own_words import AS_STORED, own_words
from outreach.recipients import load_recipients
from outreach.template_memory import speaks_of_memory
from outreach.template_variables import OPEN_GROUPS, UNLISTED, VARIABLES, Group, variables, writer
from quotahit.accounts.models import Organization


class Missing(jinja2.StrictUndefined):
    """Names the variable as the template wrote it."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        owner = f"{self._undefined_obj.label}." if isinstance(self._undefined_obj, Group) else ""
        raise UnresolvedVariable(f"{owner}{self._undefined_name}")

    __iter__ = __str__ = __len__ = __bool__ = __hash__ = _fail_with_undefined_error  # type: ignore[assignment]
    __eq__ = __ne__ = __contains__ = __add__ = __radd__ = _fail_with_undefined_error  # type: ignore[assignment]
    __call__ = __getitem__ = __mod__ = _fail_with_undefined_error  # type: ignore[assignment]


class Environment(ImmutableSandboxedEnvironment):
    """Looks into a group before it looks at it: what is known is found at once, even if it is called `items`."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Group) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


ENVIRONMENT = Environment(undefined=Missing, autoescape=False, keep_trailing_newline=False)


@dataclass(frozen=True)
class Rendered:
    """A message for one person; `html` shows the same text with plain links."""

    subject: str
    text: str

    @property
    def html(self) -> str:
        return html_of(self.text)


def render(template: Template, contact: Contact, *, mailbox: Mailbox) -> Rendered:
    """The template as this contact would get it from this mailbox. Raises UnresolvedVariable or BrokenTemplate."""
    organization = Organization.objects.get(pk=contact.organization_id)
    profile = SellerProfile.objects.for_organization(organization).first()
    recipient = load_recipients([contact.pk])[contact.pk]
    own = own_words([organization.pk], [template]).get(organization.pk, AS_STORED)
    memory = memory_of(contact) if speaks_of_memory([template]) else None
    values = variables(recipient, writer(organization, profile, mailbox, own), memory)
    return fill(template.subject, template.body, values)


def fill(subject: str, body: str, values: dict[str, Any]) -> Rendered:
    """Subject and body with `values` put in; a subject is always one line."""
    try:
        line = compiled(subject).render(values)
        text = compiled(body).render(values)
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise BrokenTemplate(gettext("The template cannot be filled in: {error}").format(error=error)) from error
    return Rendered(" ".join(line.split()), text.replace("\r\n", "\n").strip())


@lru_cache(maxsize=4096)
def compiled(source: str) -> jinja2.Template:
    try:
        template = ENVIRONMENT.from_string(source)
    except jinja2.TemplateSyntaxError as error:
        raise BrokenTemplate(
            gettext("Line {lineno}: {message}").format(lineno=error.lineno, message=error.message)
        ) from error
    template.globals = dict(template.globals)  # a chain of maps is slow to merge
    return template


def problems_of(source: str) -> list[str]:
    """What an author should know before saving: a syntax error, or variables that no contact will ever have."""
    try:
        tree = ENVIRONMENT.parse(source)
    except jinja2.TemplateSyntaxError as error:
        return [gettext("Line {lineno}: {message}").format(lineno=error.lineno, message=error.message)]
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"} | {"loop"}
    unknown = sorted({name for name in _names(tree) if name.split(".")[0] not in own and not _is_known(name)})
    return [gettext("There is no variable {name}.").format(name=name) for name in unknown]


def _is_known(name: str) -> bool:
    return name in VARIABLES or name in UNLISTED or name.startswith(OPEN_GROUPS) or name in ENVIRONMENT.globals


def _names(tree: nodes.Template) -> list[str]:
    """Every variable in a template, written with dots; a group by itself where nothing is taken from it."""
    taken = [name for node in tree.find_all((nodes.Getattr, nodes.Getitem)) if (name := _dotted(node))]
    alone = {node.name for node in tree.find_all(nodes.Name)} - {name.split(".")[0] for name in taken}
    return [name for name in taken if not any(other.startswith(f"{name}.") for other in taken)] + sorted(alone)


def _dotted(node: nodes.Node) -> str:
    """`contact.custom.fleet` for the expression that reads it, "" for one that is computed."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{owner}.{node.attr}" if (owner := _dotted(node.node)) else ""
        case nodes.Getitem(arg=nodes.Const(value=str() as key)):
            return f"{owner}.{key}" if (owner := _dotted(node.node)) else ""
    return ""
