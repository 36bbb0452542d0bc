"""Templates: what is known is put in, what is not known stops the message, and none reaches out of its box."""

import pytest

from crm.models import Company, Contact, SellerProfile
from crm.own_fields.defining import define_field
from outreach.authoring import problems, save_template
from outreach.choices import MailboxKind
from outreach.errors import BrokenTemplate, UnresolvedVariable
from outreach.models import Mailbox, Template
from outreach.template_memory import MEMORY
from outreach.template_variables import VARIABLES, variables_of
from outreach.templates import problems_of, render
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry


def text(contact: Contact, mailbox: Mailbox, body: str, subject: str = "S") -> str:
    template = Template(organization=contact.organization, name="T", subject=subject, body=body)
    return render(template, contact, mailbox=mailbox).text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hello {{ contact.first_name }}", "Hello Dana"),
        ("{{ contact.name }}, {{ contact.title }} of {{ company.name }}", "Dana Diaz, VP Sales of Globex"),
        ("{{ company.industry | lower }}", "software"),
        ('{{ contact.city | default("your city") }}', "your city"),
        ("{% if contact.city is defined %}{{ contact.city }}{% else %}somewhere{% endif %}", "somewhere"),
        ("{{ seller.name }} by {{ sender.first_name }}", "Acme Analytics by Acme"),
        ("{{ contact.custom.fleet }} lorries", "40 lorries"),
        ("{{ contact.custom['No of lorries'] }}", "0"),
        ("{{ contact.custom.items }} of them", "12 of them"),
    ],
)
def test_variables_are_filled_in(sandbox: Mailbox, dana: Contact, body: str, said: str) -> None:
    dana.custom = {"fleet": 40, "No of lorries": 0, "items": 12}
    dana.save()
    assert text(dana, sandbox, body) == said


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("{{ contact.city }}", "contact.city"),
        ("{{ contact.city.upper() }}", "contact.city"),
        ("{{ contact.city | upper }}", "contact.city"),
        ("{{ 'in ' ~ contact.city }}", "contact.city"),
        ("{% if contact.city %}x{% endif %}", "contact.city"),
        ("{% if contact.city == 'Rome' %}x{% endif %}", "contact.city"),
        ("{% for letter in contact.city %}x{% endfor %}", "contact.city"),
        ("{{ contact.custom.fleet }}", "contact.custom.fleet"),
        ("{{ seller.product }}", "seller.product"),
        ("{{ nonsense }}", "nonsense"),
    ],
)
def test_a_variable_without_a_value_is_named_and_nothing_is_written(
    sandbox: Mailbox, dana: Contact, body: str, name: str
) -> None:
    with pytest.raises(UnresolvedVariable) as missing:
        text(dana, sandbox, body)
    assert missing.value.variable == name


@pytest.mark.parametrize(
    "body",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ contact.__init__.__globals__ }}",
        "{{ (contact | attr('keys')).__self__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ range(100000000) | list }}",
        "{{ 1 / 0 }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_does_not_reach_out_of_its_box(sandbox: Mailbox, dana: Contact, body: str) -> None:
    with pytest.raises((UnresolvedVariable, BrokenTemplate)):
        text(dana, sandbox, body)


def test_a_subject_is_one_line_whatever_a_value_holds(sandbox: Mailbox, dana: Contact) -> None:
    dana.first_name = "Dana\r\nBcc: everybody@example.com"
    dana.save()
    template = Template(subject="Hello {{ contact.first_name }}", body="B")
    assert render(template, dana, mailbox=sandbox).subject == "Hello Dana Bcc: everybody@example.com"


def test_only_an_agent_says_that_it_is_one(sandbox: Mailbox, dana: Contact) -> None:
    assert text(dana, sandbox, "{{ sender.role }}") == "an AI assistant"
    sandbox.kind = MailboxKind.REP
    with pytest.raises(UnresolvedVariable):
        text(dana, sandbox, "{{ sender.role }}")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{ contact.first_name }}", []),
        ('{{ contact.frist_name | default("x") }}', ["There is no variable contact.frist_name."]),
        ("{{ contact }}", ["There is no variable contact."]),
        ("{{ contact.custom.anything_at_all }}", []),
        ("{% for x in range(2) %}{{ x }}{{ loop.index }}{% endfor %}", []),
        ("{% set city = contact.city %}{{ city }}", []),
        ("{{ contact.first_name", ["Line 1: unexpected end of template, expected 'end of print statement'."]),
    ],
)
def test_an_author_is_told_before_saving(source: str, found: list[str]) -> None:
    assert problems_of(source) == found


def test_every_variable_that_the_editor_lists_exists(acme: Organization, sandbox: Mailbox, dana: Contact) -> None:
    sandbox.kind = MailboxKind.AGENT
    acme.website = "https://acme.example"
    acme.save()
    Contact.objects.filter(pk=dana.pk).update(
        custom={"fleet": 40}, city="Albany", engagement_score=60, engagement_trend="warming"
    )
    Company.objects.update(city="Springfield", custom={"fleet": 4})
    SellerProfile.objects.create(
        organization=acme, product="P", description="D", calendar_link="https://acme.example/meet"
    )
    for name in VARIABLES.keys() - MEMORY.keys():  # these have their own: test_template_memory.py
        template = Template(subject="S", body="{{ " + name.replace("…", "fleet") + " }}")
        assert problems(template) == {}
        assert render(template, dana, mailbox=sandbox).text


def test_a_change_of_words_is_a_new_version_and_a_change_of_name_is_not(acme: Organization, alice: User) -> None:
    template = save_template(Template(organization=acme, name="T", subject="S", body="B"), actor=alice)
    template.name = "Renamed"
    assert save_template(template, actor=alice).version == 1
    template.body = "B2"
    assert save_template(template, actor=alice).version == 2
    assert [row.body for row in template.history.order_by("history_id")] == ["B", "B", "B2"]
    assert AuditEntry.objects.filter(action="template.changed").count() == 2


def test_own_fields_are_written_as_people_write_them(
    acme: Organization, alice: User, bob: User, sandbox: Mailbox, dana: Contact
) -> None:
    define_field(acme, "contact", "Renewal", "date", actor=alice)
    define_field(acme, "contact", "Seats", "number", actor=alice)
    define_field(acme, "company", "Partner", "person", actor=alice)
    Contact.objects.update(custom={"renewal": "2026-03-04", "seats": 40})
    Company.objects.update(custom={"partner": bob.pk})
    body = "{{ contact.custom.renewal }}, {{ contact.custom.seats + 2 }}, {{ company.custom.partner }}"
    assert text(dana, sandbox, body) == "4 March 2026, 42, Bob"
    assert variables_of(acme)["contact.custom.seats"] == "Seats (your own field)"


def test_an_unfit_value_is_written_as_it_stands(
    acme: Organization, alice: User, sandbox: Mailbox, dana: Contact
) -> None:
    define_field(acme, "contact", "Renewal", "date", actor=alice)
    Contact.objects.update(custom={"renewal": "in spring"})
    assert text(dana, sandbox, "{{ contact.custom.renewal }}") == "in spring"
