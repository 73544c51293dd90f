"""Defaults per environment, as raw strings. What has no default here must be set."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LONGEST_SOCKET_PATH = 100
EMPTY = (
    "ALLOWED_HOSTS", "CALCOM_API_KEY", "CALCOM_WEBHOOK_SECRET", "FIELD_KEYS", "METRICS_TOKEN",
    "OPERATIONS_EMAIL", "RETELL_API_KEY", "RQ_FOREIGN_FUNCTIONS", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN",
    "TWILIO_FROM", "VONAGE_API_KEY", "VONAGE_API_SECRET", "VONAGE_FROM", "VONAGE_SIGNATURE_SECRET",
)  # fmt: skip
EVERYWHERE = dict.fromkeys(EMPTY, "") | {
    "ADOPT_ORPHAN_QUEUES": "true",
    "BACKOFF_SCALE": "1",
    "CALCOM_BASE_URL": "https://api.cal.com",
    "DATABASE_STATEMENT_TIMEOUT": "30",
    "DEBUG": "false",
    "DEFAULT_FROM_EMAIL": "signalbox@localhost",
    "EMAIL_URL": "smtp://localhost:25",
    "GRACE_SECONDS": "60",
    "LEASE_SECONDS": "30",
    "LOG_LEVEL": "INFO",
    "REDIS_PREFIX": "rq",
    "RETELL_BASE_URL": "https://api.retellai.com",
    "SECURE_SSL_REDIRECT": "true",
    "SMS_CHANNELS": "twilio",
    "TIME_ZONE": "UTC",
    "TWILIO_BASE_URL": "https://api.twilio.com",
    "VONAGE_BASE_URL": "https://api.nexmo.com",
    "VONAGE_SIGNATURE_METHOD": "sha256",
    "WEBHOOK_MAX_BYTES": str(1024 * 1024),
}
REFUSED_IN_PRODUCTION = ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL")


def defaults_for(environment: str, var_dir: Path) -> Mapping[str, str]:
    """The defaults of `environment`; in production the five of `REFUSED_IN_PRODUCTION` have none."""
    if environment == "production":
        return {name: value for name, value in EVERYWHERE.items() if name not in REFUSED_IN_PRODUCTION}
    return EVERYWHERE | {
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "DATABASE_URL": f"sqlite:///{var_dir}/signalbox.sqlite3",
        "EMAIL_URL": "memorymail://" if environment == "test" else f"filemail://{var_dir}/mail",
        "PUBLIC_URL": "http://localhost:8000",
        "REDIS_URL": f"unix://{socket_path(var_dir)}",
        "SECRET_KEY": "for-one-machine-only-and-refused-in-production-0123456789",
        "SECURE_SSL_REDIRECT": "false",
    }


def socket_path(var_dir: Path) -> Path:
    """Where the embedded Redis listens. The kernel refuses socket paths over 107 bytes: a deep folder gets a stand-in."""
    path = var_dir / "redis.sock"
    if len(str(path).encode()) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.gettempdir()) / f"signalbox-{hashlib.sha256(str(var_dir).encode()).hexdigest()[:12]}.sock"
