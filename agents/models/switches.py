"""Which rules of the orchestrator an organization has switched on or off."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.tenancy import Owned


class RuleSwitch(Owned):
    """An organization's word on one rule; without one the rule stands as it is shipped."""

    rule = models.CharField(_("rule"), max_length=60)
    is_on = models.BooleanField(_("in force"))

    class Meta:
        verbose_name, verbose_name_plural = _("rule switched"), _("rules switched")
        constraints = [models.UniqueConstraint(fields=["organization", "rule"], name="rule_switch_once")]

    def __str__(self) -> str:
        return f"{self.rule}: {'on' if self.is_on else 'off'}"
