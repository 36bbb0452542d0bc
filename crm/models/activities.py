"""Past activities that lists have brought."""

from django.db import models

from crm.models.imports import Import
from crm.models.work import Interaction, Note, Task
from quotahit.accounts.tenancy import Owned


class ImportedActivity(Owned):
    """One activity of a list, and the row that it became: by it a re-import finds it, and an undo takes it back."""

    system = models.CharField(max_length=60)  # "hubspot"; "content" where the list gives no ids
    value = models.CharField(max_length=200)  # the id there, or a digest of what was done
    digest = models.CharField(max_length=64)  # SHA-256 of all that the list said of it last
    job = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, related_name="activities")
    # The import that has changed it last, and what it was before.
    changed_by = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(default=dict)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, null=True, related_name="imported")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, null=True, related_name="imported")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, related_name="imported")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "system", "value"], name="activity_once")]

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"
