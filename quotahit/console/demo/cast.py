"""The invented people of the demo: the same on every machine, each with what they will do."""

import random
from dataclasses import dataclass, field
from typing import Any

SEED = 20261120
DOMAIN = "example"  # RFC 2606: nobody lives there

COMPANIES = [
    # name, industry, employees, country, state, city, technologies
    ("Harbor Freightways", "Logistics", 420, "US", "NJ", "Newark", ["Salesforce", "Segment"]),
    ("Bluepine Software", "Software", 180, "US", "CA", "Oakland", ["HubSpot", "Stripe"]),
    ("Quillstone Legal", "Legal services", 75, "US", "NY", "New York", ["WordPress"]),
    ("Marrow & Finch", "Accounting", 60, "US", "IL", "Chicago", ["HubSpot"]),
    ("Tallgrass Energy Co-op", "Energy", 950, "US", "KS", "Wichita", ["Salesforce"]),
    ("Northlight Clinics", "Healthcare", 610, "US", "MN", "Duluth", ["Zendesk"]),
    ("Copperleaf Foods", "Food production", 320, "US", "OR", "Portland", ["Shopify"]),
    ("Anvil & Arrow", "Manufacturing", 240, "US", "OH", "Dayton", ["Salesforce", "Intercom"]),
    ("Lumen Robotics", "Robotics", 130, "US", "MA", "Boston", ["Segment", "Stripe", "HubSpot"]),
    ("Saltmarsh Media", "Media", 45, "US", "GA", "Savannah", ["WordPress"]),
    ("Kestrel Insurance", "Insurance", 1400, "US", "CT", "Hartford", ["Salesforce", "Marketo"]),
    ("Weidenhof Technik", "Maschinenbau", 280, "DE", "", "Kassel", ["TYPO3"]),
    ("Isarblick Software", "Software", 95, "DE", "", "München", ["HubSpot", "Stripe"]),
    ("Atelier Rivoire", "Design", 28, "FR", "", "Lyon", ["WordPress"]),
    ("Dunmore Analytics", "Software", 150, "GB", "", "Leeds", ["HubSpot", "Segment"]),
    ("Aldgate Partners", "Consulting", 210, "GB", "", "London", ["Salesforce"]),
    ("Maple Ridge Supply", "Wholesale", 120, "CA", "ON", "Toronto", ["Shopify"]),
    ("Costa Verde Solar", "Energy", 88, "ES", "", "Valencia", ["WordPress"]),
]
FIRST = {
    "US": [
        "Avery",
        "Jordan",
        "Morgan",
        "Riley",
        "Casey",
        "Quinn",
        "Taylor",
        "Rowan",
        "Harper",
        "Emerson",
        "Reese",
        "Skyler",
        "Logan",
        "Parker",
        "Sawyer",
    ],
    "DE": ["Anke", "Jens", "Katrin", "Holger", "Silke", "Uwe"],
    "FR": ["Camille", "Lucie", "Bastien", "Élodie"],
    "GB": ["Imogen", "Alistair", "Freya", "Rupert", "Niamh"],
    "CA": ["Maeve", "Etienne", "Brody"],
    "ES": ["Lucía", "Álvaro", "Inés"],
}
LAST = {
    "US": [
        "Whitlock",
        "Okafor",
        "Delgado",
        "Sandoval",
        "Pruitt",
        "Lindqvist",
        "Barros",
        "Haddad",
        "Novak",
        "Castellano",
        "Voss",
        "Iyer",
        "Mercer",
    ],
    "DE": ["Brandt", "Vogel", "Seidel", "Lorenz", "Krüger"],
    "FR": ["Lefort", "Marchand", "Besson"],
    "GB": ["Ashworth", "Pemberton", "Calloway", "Doyle"],
    "CA": ["Tremblay", "Fraser", "Gagnon"],
    "ES": ["Navarro", "Ibáñez", "Serrano"],
}
TITLES = [
    "VP Sales", "Head of Operations", "Chief Executive Officer", "Sales Manager", "Director of Marketing",
    "Account Executive", "Founder", "Chief Revenue Officer", "Office Manager", "IT Manager", "Business Analyst",
]  # fmt: skip
# How often each kind of answer occurs among sixty people; the rest stay silent.
SCRIPTS = {
    "interested": 5, "question": 4, "objection": 4, "not_interested": 4, "reschedule": 3, "referral": 2,
    "unsubscribe": 3, "out_of_office": 3, "bounce": 3, "left_company": 1, "complaint": 1, "opened": 8,
}  # fmt: skip
PEOPLE = 60


@dataclass(frozen=True)
class Prospect:
    """One invented person: the fields of their contact, and what they do about our mail."""

    number: int
    fields: dict[str, Any]
    company: dict[str, Any]
    email: str
    script: str = ""  # a key of SCRIPTS, "" for silence
    step: int = 1  # the message of the sequence that they answer
    hours: float = 5.0  # how long they take
    phones: list[str] = field(default_factory=list)


def prospects() -> list[Prospect]:
    """The whole cast, in the order in which they were found."""
    dice = random.Random(SEED)
    scripts = [name for name, count in SCRIPTS.items() for _ in range(count)]
    scripts += [""] * (PEOPLE - len(scripts))
    dice.shuffle(scripts)
    return [_prospect(dice, number, scripts[number]) for number in range(PEOPLE)]


def _prospect(dice: random.Random, number: int, script: str) -> Prospect:
    name, industry, employees, country, state, city, technologies = COMPANIES[number % len(COMPANIES)]
    first = dice.choice(FIRST[country])
    last = dice.choice(LAST[country])
    domain = f"{name.lower().replace(' & ', '-').replace(' ', '-').replace('ü', 'ue')}.{DOMAIN}"
    place = {"country": country, "state": state, "city": city}
    return Prospect(
        number=number,
        fields={"first_name": first, "last_name": last, "title": dice.choice(TITLES), "source": "Demo list", **place},
        company={
            "name": name,
            "domain": domain,
            "website": f"https://{domain}",
            "industry": industry,
            "employees": employees,
            "technologies": technologies,
            "annual_revenue": employees * 150_000,
            "growth": dice.randint(-5, 40),
            **place,
        },
        email=f"{_plain(first)}.{_plain(last)}{number}@{domain}",
        script=script,
        step=1 if script in ("bounce", "out_of_office", "left_company") or dice.random() < 0.6 else 2,
        hours=dice.choice([0.4, 1.5, 3, 7, 20, 26]),
        phones=[f"+1202555{100 + number:04d}"] if country == "US" and dice.random() < 0.5 else [],
    )


def _plain(name: str) -> str:
    table = str.maketrans({"é": "e", "É": "e", "ü": "ue", "á": "a", "í": "i", "Á": "a", "Í": "i", "ñ": "n"})
    return name.lower().translate(table)
