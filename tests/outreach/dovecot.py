"""A real IMAP server for the tests: Debian's dovecot, on a port and in a folder of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from imapclient import IMAPClient

USER, PASSWORD = "sales@acme.example", "let-me-in"
CONFIGURATION = """
protocols = imap
base_dir = {home}/run
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{home}/mail/%u
default_login_user = {login}
default_internal_user = {login}
default_internal_group = {group}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
"""


class Dovecot:
    """A running server; `deliver` puts a mail into a folder the way another program would."""

    host = "127.0.0.1"

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, _free_port()
        self.start()

    def start(self) -> None:
        is_root = os.geteuid() == 0
        # Dovecot refuses to hold mail as root, so root lends the folder to nobody.
        uid, gid = (65534, 65534) if is_root else (os.geteuid(), os.getegid())
        (self.home / "mail").mkdir(exist_ok=True)
        if is_root:
            self.home.chmod(0o755)
            os.chown(self.home / "mail", uid, gid)
        login = "nobody" if is_root else getpass.getuser()
        group = "nogroup" if is_root else _group_name(gid)
        config = CONFIGURATION.format(
            home=self.home, port=self.port, login=login, group=group, uid=uid, gid=gid, password=PASSWORD
        )
        (self.home / "dovecot.conf").write_text(config)
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        self._process = subprocess.Popen([program, "-F", "-c", str(self.home / "dovecot.conf")])
        self._wait()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.append(folder, raw)

    def client(self) -> IMAPClient:
        client = IMAPClient(self.host, self.port, ssl=False)
        client.login(USER, PASSWORD)
        return client

    def _wait(self) -> None:
        for _ in range(100):
            try:
                with self.client():
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"dovecot does not answer: {(self.home / 'log').read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _group_name(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name


@pytest.fixture
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    if not (shutil.which("dovecot") or Path("/usr/sbin/dovecot").exists()):
        if os.environ.get("REQUIRE_PEERS"):
            pytest.fail("dovecot-imapd is not installed, and this run requires it.")
        pytest.skip("dovecot-imapd is not installed: apt-get install dovecot-imapd")
    # Dovecot's sockets need a short path, and one that others may enter.
    home = Path("/tmp") / f"quotahit-dovecot-{os.getpid()}-{time.time_ns() % 100000}"
    home.mkdir()
    server = Dovecot(home)
    yield server
    server.stop()
    shutil.rmtree(home, ignore_errors=True)
