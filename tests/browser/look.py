"""Pictures of every page at 1280 and 375 px, light and dark: `python -m tests.browser.look FOLDER`."""

from __future__ import annotations

import os
import random
import shutil
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tests import environment

VARIANTS = [(width, scheme) for width in (1280, 375) for scheme in ("light", "dark")]


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def prepare() -> dict[str, str]:
    """A migrated, seeded site of its own; the pages to look at."""
    import django

    environment.prepare()
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from tests.browser.seed import seed

    call_command("migrate", verbosity=0)
    get_user_model().objects.create_superuser("m.keller", "m@example.org", "pass")
    ids = seed(random.Random(7))
    return {
        "overview": "/dashboard/",
        "jobs": "/dashboard/jobs/",
        "jobs-dead": "/dashboard/jobs/?state=dead&q=timeZone",
        "job": f"/dashboard/jobs/{ids['dead']}/",
        "job-scheduled": f"/dashboard/jobs/{ids['scheduled']}/",
        "failures": "/dashboard/failures/",
        "group": f"/dashboard/failures/{'c41e09' * 5}/",
        "discard": f"/dashboard/failures/{'c41e09' * 5}/discard/",
        "story": f"/dashboard/stories/{ids['story']}/",
        "stories": "/dashboard/stories/",
        "search": "/dashboard/search/?q=4517",
        "nothing": "/dashboard/search/?q=nonsense",
        "effects": "/dashboard/effects/",
    }


def main(folder: Path) -> None:
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    pages = prepare()
    server = WSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wanted = sys.argv[2:] or list(pages)
    take(f"http://localhost:{server.server_port}", {name: pages[name] for name in wanted}, folder)
    server.shutdown()


def take(site: str, pages: dict[str, str], folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        for width, scheme in VARIANTS:
            context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{site}/admin/login/?next=/dashboard/")
            page.fill("#id_username", "m.keller")
            page.fill("#id_password", "pass")
            page.click("[type=submit]")
            for name, path in pages.items():
                page.goto(f"{site}{path}")
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        chromium.close()


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    main(Path(sys.argv[1]))
