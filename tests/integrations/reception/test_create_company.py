from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from integrations.models import Company, CompanyAgent

pytestmark = pytest.mark.django_db


def create(
    name: str = "Lindenhof", agent: str = "agent_1", event_type: str = "123", zone: str = "Europe/Berlin"
) -> str:
    out = StringIO()
    arguments = ["--name", name, "--agent", agent, "--event-type", event_type, "--time-zone", zone]
    call_command("create_company", *arguments, stdout=out)
    return out.getvalue()


def test_a_company_is_created_with_its_agent():
    said = create()

    company = Company.objects.get()
    assert (company.name, company.calcom_event_type_id, company.time_zone) == ("Lindenhof", 123, "Europe/Berlin")
    assert company.agents.get().agent_id == "agent_1"
    assert "company created, agent agent_1 added" in said


def test_the_same_again_changes_nothing():
    create()

    assert "nothing to change" in create()
    assert (Company.objects.count(), CompanyAgent.objects.count()) == (1, 1)


def test_the_same_agent_updates_its_company_and_says_what_changed():
    create()

    said = create(name="Lindenhof Nord", event_type="456")

    assert Company.objects.get().name == "Lindenhof Nord"
    assert "calcom_event_type_id changed from 123 to 456" in said


def test_another_agent_makes_another_company_even_under_the_same_name():
    create()
    create(agent="agent_2", zone="Europe/Lisbon")

    assert [company.time_zone for company in Company.objects.order_by("id")] == ["Europe/Berlin", "Europe/Lisbon"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"zone": "Mars/Olympus"}, "time_zone: 'Mars/Olympus' is not an IANA time zone"),
        ({"name": " "}, "name: "),
        ({"agent": ""}, "agent_id: "),
        ({"event_type": "-1"}, "calcom_event_type_id: "),
        ({"event_type": "soon"}, "event-type"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(changes: dict[str, str], says: str):
    with pytest.raises(CommandError, match=says):
        create(**changes)

    assert not Company.objects.exists()
