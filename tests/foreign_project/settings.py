"""The least a project says; the test gives the addresses."""

from __future__ import annotations

import os

SECRET_KEY = "a-foreign-project-for-the-tests"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_rq",
    "jobs",
    "tests.foreign_project.shop",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["FOREIGN_DATABASE"]}}
RQ_QUEUES = {name: {"URL": os.environ["FOREIGN_REDIS"]} for name in ("high", "default")}
ROOT_URLCONF = "tests.foreign_project.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
