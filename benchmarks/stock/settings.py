"""A foreign Django project: django-rq with its own worker class, the same Redis and database, nothing of ours."""

from __future__ import annotations

import os

from environ import Env

SECRET_KEY = "benchmark"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django_rq"]
DATABASES = {"default": Env.db_url_config(os.environ["DATABASE_URL"])}
RQ_QUEUES = {"default": {"URL": os.environ["REDIS_URL"], "DEFAULT_TIMEOUT": 600}}
