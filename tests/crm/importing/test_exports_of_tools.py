"""The header rows that tools write, with people of ours below: nobody is lost, no column lands in the wrong field."""

from pathlib import Path

import pytest

from crm.models import Contact
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import bring_in, counts, keep

pytestmark = pytest.mark.django_db
PIPEDRIVE = """Person - ID,Person - Name,Person - Organization,Person - Phone - Work,Person - Phone - Mobile,Person - Email - Work,Person - Marketing status
7,Erin Evans,Initech,+12125550142,+12125550143,erin@a.example,Unsubscribed
"""  # noqa: E501
LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing. You can learn more here https://a.example/help"

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Erin,Evans,https://www.linkedin.com/in/erin-evans,erin@a.example,Initech,CEO,04 Mar 2024
"""  # noqa: E501
OUTLOOK = """Title,First Name,Middle Name,Last Name,Company,Job Title,Business City,Business Country/Region,Business Phone,Mobile Phone,E-mail Address,E-mail 2 Address
Dr.,Erin,M,Evans,Initech,CEO,Boston,United States,(617) 555-0142,(617) 555-0143,erin@a.example,e2@a.example
"""  # noqa: E501
GOOGLE = """Name,Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title
Erin Evans,Erin,Evans,* Work,erin@a.example ::: e2@a.example,+16175550142,Initech,CEO
"""  # noqa: E501


@pytest.mark.parametrize(
    ("text", "title", "emails", "phones"),
    [(PIPEDRIVE, "", 1, 2), (LINKEDIN, "CEO", 1, 0), (OUTLOOK, "CEO", 2, 2), (GOOGLE, "CEO", 2, 1)],
    ids=["Pipedrive", "LinkedIn", "Outlook", "Google"],
)
def test_an_export_is_read_as_it_comes(
    acme: Organization, tmp_path: Path, text: str, title: str, emails: int, phones: int
) -> None:
    assert counts(bring_in(acme, keep(tmp_path, text))) == (1, 0, 0, 0)
    erin = Contact.objects.get()
    assert (erin.name, erin.title) == ("Erin Evans", title)
    assert erin.company is not None
    assert (erin.company.name, erin.emails.count(), erin.phones.count()) == ("Initech", emails, phones)
