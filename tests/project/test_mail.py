"""One address becomes Django's mail settings."""

from __future__ import annotations

from project.config import load
from project.mail import settings_for


def test_mail_files_lie_where_the_address_says():
    found = settings_for(load({"EMAIL_URL": "filemail:///srv/box/mail"}))

    assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert found["EMAIL_FILE_PATH"] == "/srv/box/mail"


def test_a_mail_server_is_spoken_to_as_the_address_says():
    found = settings_for(load({"EMAIL_URL": "smtp+tls://box:p%40ss@mail.example.com:587"}))

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.com", 587)
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_USE_TLS"]) == ("p@ss", True)
    assert found["EMAIL_TIMEOUT"] == 10
