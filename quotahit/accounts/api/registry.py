"""Where rooms put their nouns; the composition makes addresses of them."""

from rest_framework.routers import SimpleRouter

from quotahit.accounts.api.nouns import Noun

router = SimpleRouter(use_regex_path=False)


def noun(name: str) -> "type[Noun]":
    """Put a view under /api/v1/<name>/."""

    def register(view: type[Noun]) -> type[Noun]:
        if name not in {prefix for prefix, _, _ in router.registry}:
            router.register(name, view, basename=name)
        return view

    return register  # type: ignore[return-value]
