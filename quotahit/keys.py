"""The secrets of this installation: made on first use, kept in one private file, the environment wins."""

import base64
import fcntl
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

NAMES = ("SECRET_KEY", "CREDENTIAL_KEYS", "HMAC_PEPPER", "AUDIT_KEY")


def load(home: Path) -> dict[str, str]:
    """Every secret by name: from the environment where set, else from `secrets.env` below `home` (made 0600)."""
    file = home / "secrets.env"
    kept = _read(file)
    missing: dict[str, str] = {}
    if _missing(kept):
        with (home / "secrets.lock").open("a+") as lock:  # two processes that start first must agree
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = _read(file)
            missing = {name: _fresh(name) for name in _missing(kept)}
            _append(file, missing)
    return {name: os.environ.get(name) or kept.get(name) or missing[name] for name in NAMES}


def _missing(kept: Mapping[str, str]) -> list[str]:
    return [name for name in NAMES if name not in kept and name not in os.environ]


def _fresh(name: str) -> str:
    if name == "SECRET_KEY":
        return secrets.token_urlsafe(48)  # Django asks for fifty characters
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return f"k1:{key}" if name == "CREDENTIAL_KEYS" else key


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    pairs = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def _append(file: Path, values: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a") as out:
        out.writelines(f"{name}={value}\n" for name, value in values.items())
