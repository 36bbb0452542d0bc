"""What people wrote as YAML: lexicons, rules, words."""

from pathlib import Path
from typing import Any

import yaml

# The wheels bring libyaml, which reads ten times as fast as Python does; without it the same is read.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The content of the file: plain values alone. OSError, and yaml.YAMLError where it is no YAML."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
