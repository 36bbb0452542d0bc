"""The installation's secrets are made once, privately, and the environment wins."""

import stat

from quotahit import keys


def test_first_use_makes_every_secret_in_a_private_file(tmp_path):
    made = keys.load(tmp_path)
    assert set(made) == set(keys.NAMES)
    assert len(set(made.values())) == len(keys.NAMES)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_a_second_use_finds_the_same_secrets(tmp_path):
    assert keys.load(tmp_path) == keys.load(tmp_path)


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    keys.load(tmp_path)
    monkeypatch.setenv("AUDIT_KEY", "from the environment")
    assert keys.load(tmp_path)["AUDIT_KEY"] == "from the environment"


def test_a_file_that_lacks_one_secret_is_completed(tmp_path):
    (tmp_path / "secrets.env").write_text("SECRET_KEY=kept\n")
    made = keys.load(tmp_path)
    assert made["SECRET_KEY"] == "kept"
    assert keys.load(tmp_path) == made
