"""What browsers are told to enforce, and what Django says about a production configuration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from project.config import load
from project.security import ContentSecurityPolicy, settings_for
from tests.environment import ROOT
from tests.project.test_config import PRODUCTION


def header(path: str, response: HttpResponse | None = None) -> str:
    answer = ContentSecurityPolicy(lambda request: response or HttpResponse())(RequestFactory().get(path))
    return answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/dashboard/", "/", "/webhooks/retell/", "/administration/"])
def test_our_pages_allow_nothing_inline(path: str):
    assert header(path).startswith("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';")


def test_djangos_admin_may_use_style_attributes_but_no_inline_script():
    policy = header("/admin/jobs/job/")

    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in policy


def test_a_view_may_bring_a_policy_of_its_own():
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    assert header("/dashboard/", own) == "default-src 'none'"


@pytest.mark.django_db
def test_every_answer_carries_the_headers(client: Client):
    headers = client.get("/").headers

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_admin_signs_in_under_its_policy(client: Client):
    page = client.get("/admin/login/").content.decode()

    assert "<script>" not in page
    assert " onclick=" not in page


def test_the_root_leads_to_the_dashboard(client: Client):
    assert client.get("/").headers["Location"] == "/dashboard/"


def test_production_speaks_https_only_unless_told_otherwise():
    assert settings_for(load(PRODUCTION))["SECURE_SSL_REDIRECT"] is True
    assert settings_for(load(PRODUCTION))["SESSION_COOKIE_SECURE"] is True
    assert "SECURE_SSL_REDIRECT" not in settings_for(load(PRODUCTION | {"SECURE_SSL_REDIRECT": "false"}))


def test_djangos_own_deployment_check_is_clean(tmp_path: Path):
    done = manage(["check", "--deploy", "--fail-level", "WARNING"], PRODUCTION | {"VAR_DIR": str(tmp_path)})

    assert done.returncode == 0, done.stderr


def test_a_faulty_environment_ends_in_one_readable_error():
    done = manage(["check"], {"ENVIRONMENT": "production", "DEBUG": "perhaps"})

    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "The configuration has faults:"
    assert len(done.stderr.splitlines()) == 7


def manage(arguments: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    secret = {"SECRET_KEY": "".join(map(chr, range(48, 110)))} if "SECRET_KEY" in environ else {}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environ | secret,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
