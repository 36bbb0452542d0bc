"""What a person decided about an import beside the mapping: the one reader of `Import.options`."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from compliance.choices import ConsentType

NEW_STAGE = "new"


class ConsentEvidence(BaseModel):
    """That the people of the file agreed to be written to: to what words, when, and where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ConsentType = ConsentType.EMAIL_SUB
    text: str = Field(min_length=1)
    given_at: datetime
    source: str = Field(min_length=1, max_length=200)


class Kind(StrEnum):
    """What a list lists."""

    CONTACTS = "contacts"
    COMPANIES = "companies"
    DEALS = "deals"
    ACTIVITIES = "activities"

    @property
    def is_of_leads(self) -> bool:
        """Whether it lists people or companies, rather than what was done with them."""
        return self in (Kind.CONTACTS, Kind.COMPANIES)


class Options(BaseModel):
    """The decisions; those that were not made are None."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent: ConsentEvidence | None = None
    kind: Kind = Kind.CONTACTS
    # By the stage as the file names it (crm.importing.deals.stages.key_of): the number of one of ours, or NEW_STAGE.
    stages: dict[str, str] = {}
    new_stages: bool = False  # make every other stage that is not known
