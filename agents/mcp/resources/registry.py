"""The addresses that can be read, each with the function that answers it, as JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SCHEME = "quotahit://"
LISTED = 50
Answer = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """One address below `quotahit://`; what stands in braces is an argument of the function."""

    path: str
    title: str
    function: Callable[..., Answer]

    @property
    def uri(self) -> str:
        return SCHEME + self.path

    @property
    def name(self) -> str:
        return self.path.replace("/{", "_{").replace("/", "_").translate({ord("{"): None, ord("}"): None})


_resources: list[Resource] = []


def resource(path: str, title: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Offer a function of a caller, and of what the path names, below `quotahit://`."""

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        _resources.append(Resource(path, title, function))
        return function

    return register


def resources() -> list[Resource]:
    return list(_resources)
