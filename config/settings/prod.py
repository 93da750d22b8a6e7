"""Real servers. Refuses to start with anything that belongs to development (see `kit.checks`)."""

from pathlib import Path

from config.settings.base import *

IS_PRODUCTION = True
if not SECRET_KEY:
    # One line, before every process wraps it into a traceback of its own.
    raise SystemExit("✗ SECRET_KEY is not set: give it 50 random characters. 未设置 SECRET_KEY，请设为 50 位随机字符。")
DEMO_SIGN_INS = env.bool("DEMO_SIGN_INS", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside the machine, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", str.strip, [PUBLIC_BASE_URL])
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static"))).resolve()
