"""What models were asked about a person and answered: emptied, while counts and costs stay."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.retention import Rows, keep
from quotahit.accounts.subjects.holdings import Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject
from quotahit.llm.models import ModelCall

SILENT = {"question": "", "answer": ""}


def _calls(subject: Subject) -> QuerySet:
    return ModelCall.objects.for_organization(subject.organization).filter(subject.about())


register(
    Room(
        "llm",
        (
            Holding(
                "llm.ModelCall", Treatment.EMPTIED, _("What models were asked and answered."), find=_calls, blank=SILENT
            ),
        ),
    )
)

keep(
    Rows(
        "model_texts", _("What models were asked and answered; counts and costs stay."), 90, blank=SILENT,
        due=lambda before: [ModelCall.objects.filter(at__lt=before).exclude(**SILENT)],
    )
)  # fmt: skip
