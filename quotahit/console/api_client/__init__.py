"""Writes the Python client from the API's own document."""

from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

from quotahit.console.api_client.models import model_files
from quotahit.console.api_client.nouns import noun_files

FOLDER = Path(settings.BASE_DIR) / "clients" / "python" / "quotahit_client"
MODELS, NOUNS = FOLDER / "models", FOLDER / "nouns"


def files() -> Iterator[tuple[Path, str]]:
    """Each file that is written, with what is to stand in it."""
    document = SchemaGenerator().get_schema(public=True)
    yield from ((MODELS / name, text) for name, text in model_files(document))
    yield from ((NOUNS / name, text) for name, text in noun_files(document))


def leftovers(written: Collection[Path]) -> list[Path]:
    """Modules of nouns that the API has no more."""
    return sorted({*MODELS.glob("*.py"), *NOUNS.glob("*.py")} - set(written))


def stale() -> list[Path]:
    """The files that do not say what the API offers now, and those that stand for nothing any more."""
    wanted = dict(files())
    wrong = [path for path, text in wanted.items() if not path.is_file() or path.read_text() != text]
    return [*wrong, *leftovers(wanted)]
