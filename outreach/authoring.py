"""Writing templates: a change of text is a new version, and every version stays readable."""

from django.db import transaction

from crm.journal import sign
from outreach.models import Template
from outreach.templates import problems_of
from quotahit import clock
from quotahit.audit.log import append


def save_template(template: Template, *, actor: object) -> Template:
    """Save a new or changed template. Deliveries keep the version that they were written with."""
    with transaction.atomic():
        before = Template.objects.select_for_update().filter(pk=template.pk).first()
        if before is not None:
            changed = (before.subject, before.body) != (template.subject, template.body)
            template.version = before.version + changed
        template.updated_at = clock.now()
        sign(template, actor)
        template.save()
        act = "template.changed" if before else "template.created"
        append(template.organization, actor, act, template, why={"version": template.version})
    return template


def problems(template: Template) -> dict[str, list[str]]:
    """What is wrong with each field, in sentences for the author; empty when nothing is."""
    found = {name: problems_of(getattr(template, name)) for name in ("subject", "body")}
    return {name: sentences for name, sentences in found.items() if sentences}
