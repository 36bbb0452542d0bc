"""What an endpoint outside is told: one row for each event that it asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.tenancy import OwnedQuerySet, unchecked_organization
from quotahit.events.models import WebhookEndpoint
from quotahit.workflow.outgoing import Fate, Outgoing

SHOWN = 200  # characters of an answer that are kept
PLANNED = Q(status=Fate.PLANNED)


class WebhookDelivery(Outgoing):
    """An event on its way to an endpoint. It stays planned until it has arrived or there are no more tries: a worker
    that dies with it leaves a lease that ends, and what is told twice bears the same id."""

    organization = unchecked_organization(db_index=False)
    # Unchecked: an endpoint that is just being deleted must not undo the event that it would have heard.
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    event_id = models.BigIntegerField()
    event_type = models.CharField(max_length=64)
    failing_since = models.DateTimeField(null=True)
    answer_status = models.PositiveSmallIntegerField(null=True)
    answer_text = models.CharField(max_length=SHOWN, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        constraints = [models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_delivery_once")]
        indexes = [
            models.Index(fields=["organization", "not_before"], name="webhook_delivery_due", condition=PLANNED),
            models.Index(fields=["endpoint"], name="webhook_delivery_waiting", condition=PLANNED),
            models.Index(fields=["organization", "id"], name="webhook_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.event_id}"

    @property
    def message_id(self) -> str:
        """The same on every try: by it the other side knows what it has had before."""
        return self.idempotency_key
