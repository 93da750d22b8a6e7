"""`make test`: see that there is a browser, then run pytest; `python -m tests.run [pytest's arguments]`."""

import os
import sys

import pytest

from tests.browser import chromium


def main(arguments: list[str]) -> int:
    """Run the suite on every core; in CI a machine without a browser is a failure."""
    browser = chromium.find() or chromium.install()
    if browser is None:
        line = "No Chromium could be found or installed: the journeys in tests/browser are SKIPPED. 未找到浏览器，浏览器测试被跳过。"
        sys.stdout.write(f"\n{'!' * 100}\n  {line}\n  Install chromium, or set CHROMIUM=/path/to/it.\n{'!' * 100}\n\n")
        if os.environ.get("CI") == "true":
            return 1
    else:
        os.environ["CHROMIUM"] = str(browser)
    sys.stdout.flush()
    return int(pytest.main(["-n", "auto", "--dist", "loadscope", *arguments] if not arguments else arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
