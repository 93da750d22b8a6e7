"""What a centre sets: gateways and addresses for messages, limits, promises."""

from urllib.parse import urlsplit

from config.settings.environment import PUBLIC_BASE_URL, env, secret

TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = secret("TWILIO_AUTH_TOKEN")
TWILIO_AUTH_TOKEN_PREVIOUS = secret("TWILIO_AUTH_TOKEN_PREVIOUS")
TWILIO_FROM_NUMBER = env.str("TWILIO_FROM_NUMBER", "")
TWILIO_MESSAGING_SERVICE_SID = env.str("TWILIO_MESSAGING_SERVICE_SID", "")
TWILIO_API_BASE_URL = env.str("TWILIO_API_BASE_URL", "")
# Texts try these in order, as far as they are configured.
SMS_GATEWAYS = env.list("SMS_GATEWAYS", str.strip, ["aliyun", "twilio"])
ALIYUN_ACCESS_KEY_ID = env.str("ALIYUN_ACCESS_KEY_ID", "")
ALIYUN_ACCESS_KEY_SECRET = secret("ALIYUN_ACCESS_KEY_SECRET")
# Alibaba signs its callbacks with nothing: an unguessable word in their address stands for a signature.
ALIYUN_CALLBACK_TOKEN = secret("ALIYUN_CALLBACK_TOKEN")
ALIYUN_ENDPOINT = env.str("ALIYUN_ENDPOINT", "https://dysmsapi.aliyuncs.com")
WECOM_API_BASE_URL = env.str("WECOM_API_BASE_URL", "https://qyapi.weixin.qq.com")
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", default=465)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=True)
# Seconds that a mail server may take.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")
EMAIL_MESSAGE_ID_HOST = urlsplit(PUBLIC_BASE_URL).hostname or "localhost"
# What a segment costs, in fen, for the counter beside a template.
SMS_FEN_PER_SEGMENT = env.int("SMS_FEN_PER_SEGMENT", default=5)
SMS_SIGNATURE = env.str("SMS_SIGNATURE", "井冈山培训")

# Requests of one address without a sign-in; a few views have rates of their own.
REQUESTS_PER_ADDRESS = env.str("REQUESTS_PER_ADDRESS", "1200/minute")
# A whole organisation often shares one address; a visitor rarely asks more than a few times.
INQUIRIES_PER_ADDRESS = env.str("INQUIRIES_PER_ADDRESS", "40/10 minutes")
INQUIRIES_PER_PHONE = env.str("INQUIRIES_PER_PHONE", "6/hour")
# A visitor can type a number that is not theirs: texts go to these countries, and so many confirmations a day.
TEXT_COUNTRIES: list[str] = env.list("TEXT_COUNTRIES", str.strip, ["+86"])
CONFIRMATIONS_A_DAY: int = env.int("CONFIRMATIONS_A_DAY", default=3)
# A recipient may change their mind, but not thirty times.
REFUSALS_PER_ADDRESS = env.str("REFUSALS_PER_ADDRESS", "30/10 minutes")

# How long a visitor waits for the first call at most, in minutes of duty time.
FIRST_RESPONSE_MINUTES = 10
# The hours in which the hotline is promised to be answered, every day; the roster marks hours without duty.
HOTLINE_HOURS = env.str("HOTLINE_HOURS", "08:00-18:00")

# What may be kept with a lead: kinds of files, and how large one may be.
ATTACHMENT_ENDINGS = env.list(
    "ATTACHMENT_ENDINGS",
    default=[
        ".pdf", ".docx", ".doc", ".xlsx", ".xls", ".pptx", ".ppt",
        ".jpg", ".jpeg", ".png", ".webp", ".heic", ".txt", ".csv",
    ],
)  # fmt: skip
ATTACHMENT_LARGEST_MB = env.int("ATTACHMENT_LARGEST_MB", default=20)
