"""A Chromium for the tests: `$CHROMIUM`, one that is found, or Debian's by apt when root."""

from __future__ import annotations

import os
import shutil
import subprocess

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Its path. Raises RuntimeError with one clear line when there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"capture_output": True, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], **quiet)  # type: ignore[call-overload]
        found = shutil.which("chromium")
    if found is None:
        raise RuntimeError("No Chromium for the browser tests: install it, or name one in $CHROMIUM.")
    return found


if __name__ == "__main__":
    chromium()
