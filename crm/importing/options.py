"""What a person decided about an import beside the mapping: the one reader of `Import.options`."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from compliance.choices import ConsentType


class ConsentEvidence(BaseModel):
    """That the people of the file agreed to be written to: to what words, when, and where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ConsentType = ConsentType.EMAIL_SUB
    text: str = Field(min_length=1)
    given_at: datetime
    source: str = Field(min_length=1, max_length=200)


class Options(BaseModel):
    """The decisions; those that were not made are None."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consent: ConsentEvidence | None = None
