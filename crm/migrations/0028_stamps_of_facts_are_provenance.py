"""Where a company's values came from stood as stamps among its facts; each becomes a row of its own."""

from decimal import Decimal
from typing import Any

from django.db import migrations
from django.utils.dateparse import parse_datetime

BATCH = 500
SOURCES = ("website", "web", "inferred")


def move(apps: Any, schema_editor: Any) -> None:
    company_model, provenance = apps.get_model("crm", "Company"), apps.get_model("crm", "Provenance")
    rows = []
    for company in company_model.objects.exclude(facts={}).iterator(BATCH):
        stamps = {name: fact for name, fact in company.facts.items() if _is_stamp(company, name, fact)}
        rows += [_row(provenance, company, name, stamp) for name, stamp in stamps.items()]
        if stamps:
            company.facts = {name: fact for name, fact in company.facts.items() if name not in stamps}
            company.save(update_fields=["facts"])
    provenance.objects.bulk_create(rows, BATCH)


def _is_stamp(company: Any, name: str, fact: Any) -> bool:
    is_one = isinstance(fact, dict) and set(fact) == {"source", "at"} and fact["source"] in SOURCES
    return is_one and hasattr(company, name)


def _row(provenance: Any, company: Any, name: str, stamp: dict[str, str]) -> Any:
    value = getattr(company, name)
    return provenance(
        organization_id=company.organization_id,
        company_id=company.pk,
        field=name,
        value=format(value.normalize(), "f") if isinstance(value, Decimal) else value,
        source=stamp["source"],
        by="agent:researcher",
        at=parse_datetime(stamp["at"]),
    )


class Migration(migrations.Migration):
    dependencies = [("crm", "0027_where_values_came_from")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
