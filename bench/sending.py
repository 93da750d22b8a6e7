"""`python -m bench.sending`: how many due texts one worker sends through the fake provider, and what one costs.

Runs on the database that DATABASE_URL names; the fake listens in a process of its own. Processor time a message is the
figure to trust on a busy machine. Its messages stay, so use a database that may be thrown away.
"""

import argparse
import os
import subprocess
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from messaging.gateways.twilio import TwilioGateway  # noqa: E402  (models need the settings first)
from messaging.services import dispatch  # noqa: E402
from tests.factories.messaging import MessageFactory  # noqa: E402
from tests.fakes import twilio as fake  # noqa: E402

PROVIDER = (
    "import sys; from tests.fakes import twilio as fake\n"
    "with fake.running(latency=float(sys.argv[1])) as provider: print(provider.url, flush=True); sys.stdin.read()"
)


def main() -> int:
    """Post, send, and print the rate and the cost."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=1000)
    options.add_argument("--latency", type=float, default=0.02, help="seconds the provider takes for an answer")
    chosen = options.parse_args()
    provider = subprocess.Popen(
        [sys.executable, "-c", PROVIDER, str(chosen.latency)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        gateway = TwilioGateway(
            account_sid=fake.ACCOUNT,
            auth_token=fake.TOKEN,
            public_base_url="https://centre.example",
            from_number="+15005550006",
            api_base_url=provider.stdout.readline().strip(),
        )
        run = f"bench-{time.time_ns()}"
        for number in range(chosen.messages):
            MessageFactory(dedupe_key=f"{run}:{number}")
        began, used = time.monotonic(), time.process_time()
        sent = dispatch.deliver_due(gateway)
        wall, cpu = time.monotonic() - began, time.process_time() - used
    finally:
        provider.communicate()
    print(
        f"{sent} sent, {sent / wall:.0f}/s, {1000 * cpu / sent:.2f} ms of processor time each, load {os.getloadavg()}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
