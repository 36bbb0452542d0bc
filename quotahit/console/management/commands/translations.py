"""Keep the catalogues in step with the texts of the interface."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quotahit.console.translations import catalogues
from quotahit.console.translations.gathering import gather


class Command(BaseCommand):
    help = (
        "Gather the texts of the interface into the catalogues under locale/; --check says whether anything is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; exit 1 if a catalogue is not complete."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object on one line, and nothing else.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        texts = list(gather())
        found = [self._work_on(language, texts, write=not check) for language in catalogues.languages()]
        if options["json"]:
            self._print_json(found)
        else:
            for one in found:
                self._tell(one)
        if check and any(one["stale"] or one["missing"] for one in found):
            raise CommandError("Run bin/manage translations, then say what is missing.", returncode=1)

    def _work_on(self, language: str, texts: list[Any], *, write: bool) -> dict[str, Any]:
        path = catalogues.path_of(language)
        catalogue = catalogues.in_step(language, texts)
        text = catalogues.as_file(catalogue)
        stale = not path.exists() or path.read_text() != text
        if stale and write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        missing = catalogues.untranslated(catalogue)
        return {"language": language, "texts": len(catalogue), "missing": missing, "stale": stale}

    def _tell(self, one: dict[str, Any]) -> None:
        state = "was not in step" if one["stale"] else "in step"
        self.stdout.write(
            f"{one['language']}: {one['texts']} texts, {state}, {len(one['missing'])} without a translation."
        )
        for words in one["missing"]:
            self.stdout.write(f"  {words}")

    def _print_json(self, found: list[dict[str, Any]]) -> None:
        self.stdout.write(json.dumps({"languages": found}, ensure_ascii=False))
