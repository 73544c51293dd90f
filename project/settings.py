"""Django's settings, all of them made from one `Config`."""

from __future__ import annotations

from typing import Any

from project import config as configuration, logging, mail, queues, security
from project.config.defaults import BASE_DIR
from project.database import database_settings

CONFIG = configuration.load()
configuration.prepare(CONFIG)

# What the rooms below read (they never import `project`); docs/operations.md names the variables behind them.
ENVIRONMENT = CONFIG.environment
PUBLIC_URL = CONFIG.public_url
REDIS_URL = CONFIG.redis_url
REDIS_PREFIX = CONFIG.redis_prefix
VAR_DIR = CONFIG.var_dir
LEASE_SECONDS = CONFIG.lease_seconds
GRACE_SECONDS = CONFIG.grace_seconds
BACKOFF_SCALE = CONFIG.backoff_scale
ADOPT_ORPHAN_QUEUES = CONFIG.adopt_orphan_queues
RQ_FOREIGN_FUNCTIONS = CONFIG.rq_foreign_functions
QUEUE_DEFAULTS = queues.QUEUE_DEFAULTS
WEBHOOK_MAX_BYTES = CONFIG.webhook_max_bytes
PROVIDERS: dict[str, dict[str, Any]] = CONFIG.providers_by_name()
SMS_CHANNELS = CONFIG.sms_channels
OPERATIONS_EMAILS = CONFIG.operations_emails
METRICS_TOKEN = CONFIG.metrics_token
FIELD_KEYS = CONFIG.field_keys

SECRET_KEY = CONFIG.secret_key
DEBUG = CONFIG.debug
ALLOWED_HOSTS = list(CONFIG.allowed_hosts)
ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "jobs",  # before django_rq, whose worker command it completes
    "django_rq",
    "integrations",
    "notifications",
    "project",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "project.security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database_settings(CONFIG)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

RQ_QUEUES = queues.rq_queues(CONFIG)
RQ = queues.RQ
RQ_SHOW_ADMIN_LINK = False

USE_TZ = True
TIME_ZONE = CONFIG.time_zone
LANGUAGE_CODE = "en-gb"

STATIC_URL = "/static/"
# Only production collects; elsewhere WhiteNoise serves the apps' own folders, so there is nothing to build.
STATIC_ROOT = BASE_DIR / "staticfiles" if CONFIG.is_production else None
WHITENOISE_USE_FINDERS = not CONFIG.is_production
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if CONFIG.is_production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = CONFIG.var_dir / "media"

LOGIN_URL = "admin:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
if CONFIG.environment == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATA_UPLOAD_MAX_MEMORY_SIZE = max(2_621_440, CONFIG.webhook_max_bytes + 1)
globals().update(mail.settings_for(CONFIG), **security.settings_for(CONFIG))
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging.settings_for(CONFIG)
