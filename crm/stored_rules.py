"""What an organization has settled, as it is stored with its profile: read in one way, refused in one way."""

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from crm.errors import BadProfileError


class StoredRules(BaseModel):
    """Rules that stand in a JSON column. What is not there counts as shipped; what is not known is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Self:
        """Read stored rules. BadProfileError when a value makes no sense."""
        try:
            return cls.model_validate(stored)
        except ValidationError as error:
            raise BadProfileError(explain(error)) from error

    def dump(self) -> dict[str, Any]:
        """The form that is stored."""
        return self.model_dump(mode="json")


class Weights(BaseModel):
    """How much each of several things counts, of which at least one must; `named` is what one of them is called."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    named: ClassVar[str]

    @model_validator(mode="after")
    def _something_counts(self) -> Self:
        if not any(self.model_dump().values()):
            raise ValueError(f"At least one {self.named} must count.")
        return self


def explain(error: ValidationError) -> str:
    """What pydantic found wrong, for a person."""
    return " ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}.".lstrip(": ") for part in error.errors())
