"""PostgreSQL of the tests' own: a private cluster in a temporary folder, gone when they end."""

import contextlib
import getpass
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import psycopg

from counselor_desk.server.address import ServerAddress

OWNER, WORKER = "clinic_owner", "clinic_worker"
NOBODY = "postgres"  # Debian's package makes it; the server refuses to run as root
# What a power cut would cost is another test's to see: these clusters end with the tests.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


@cache
def programs():
    """The folder of PostgreSQL's own programs, or None."""
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


class Cluster:
    """A server on a free port of this computer alone, run by somebody without rights."""

    def __init__(self, settings=HASTY):
        self.folder = Path(tempfile.mkdtemp(prefix="desk-cluster-"))
        self.data, self.log = self.folder / "data", self.folder / "server.log"
        self.password, self.number = secrets.token_hex(12), 0
        self._user = {}
        if hasattr(os, "getuid") and os.getuid() == 0:
            import pwd

            somebody = pwd.getpwnam(NOBODY)
            os.chown(self.folder, somebody.pw_uid, somebody.pw_gid)
            self._user = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
        words = self.folder / "password"
        words.write_text(self.password)
        self._chown(words)
        given = ("-D", self.data, "-U", "tests", "-E", "UTF8", "--locale=C", "--auth=scram-sha-256")
        self._run("initdb", *given, f"--pwfile={words}", "--no-sync")
        self.port = free_port()
        self.settings = settings
        self.start()
        with self.admin() as db:
            db.execute(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{self.password}'")
            db.execute(f"CREATE ROLE {WORKER} LOGIN PASSWORD '{self.password}'")

    def start(self):
        listening = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        options = " ".join([listening, *(f"-c {one}" for one in self.settings)])
        self._run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start")

    def stop(self, how="fast"):
        self._run("pg_ctl", "-D", self.data, "-m", how, "-w", "stop")

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def admin(self, database="postgres"):
        return psycopg.connect(self.words("tests", database), autocommit=True)

    def words(self, user, database):
        """libpq's words for a login."""
        where = f"host=127.0.0.1 port={self.port} dbname={database} user={user}"
        return f"{where} password={self.password}"

    def database(self, template="template1"):
        """A new one of the owner's; its address."""
        self.number += 1
        name = f"clinic_{os.getpid()}_{self.number}"
        with self.admin() as db:
            db.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
        return self.address(name)

    def address(self, name):
        return ServerAddress(worker=self.words(WORKER, name), owner=self.words(OWNER, name))

    def drop(self, address):
        with self.admin() as db:
            db.execute(f"DROP DATABASE {name_in(address)} WITH (FORCE)")

    def _run(self, program, *words):
        asked = [str(programs() / program), *map(str, words)]
        told = self.folder / f"{program}.out"  # a server that is started keeps a pipe open
        with told.open("wb") as out:
            done = subprocess.run(
                asked, stdout=out, stderr=out, cwd=self.folder, env=_plain_environment(), **self._user
            )
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, asked, told.read_text())

    def _chown(self, path):
        if self._user:
            os.chown(path, self._user["user"], self._user["group"])


def name_in(address):
    return psycopg.conninfo.conninfo_to_dict(address.worker)["dbname"]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _plain_environment():
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "USER": getpass.getuser(), "HOME": "/"}
