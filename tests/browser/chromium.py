"""Which Chromium the journeys drive, and how a machine without one gets one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# One machine, no account, no network but ours, and a container's root.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS_TO_INSTALL = 300


def find() -> Path | None:
    """The browser named by CHROMIUM, else one on PATH, else the one Playwright has downloaded."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    with sync_playwright() as playwright:
        downloaded = Path(playwright.chromium.executable_path)
    return downloaded if downloaded.exists() else None


def install() -> Path | None:
    """Try Playwright's download, then the system's package manager; None when neither brings a browser."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts.append(["apt-get", "update", "--quiet"])
        attempts.append(["apt-get", "install", "--yes", "--quiet", "chromium", "fonts-noto-cjk"])
    for command in attempts:
        sys.stdout.write(f"  No browser yet, trying 正在安装浏览器: {' '.join(command)}\n")
        sys.stdout.flush()
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=SECONDS_TO_INSTALL)
        except subprocess.TimeoutExpired:
            continue
        if (found := find()) is not None:
            return found
    return None
