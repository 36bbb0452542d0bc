"""Countries and states, from the names people write to the codes that rules and scores ask for."""

from functools import cache
from pathlib import Path

from crm.names import fold

COUNTRIES = Path(__file__).parent / "countries.tsv"
STATES = {
    "US": """AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
        |DC District of Columbia|DC Washington DC|DC Washington D.C.|FL Florida|GA Georgia|HI Hawaii|ID Idaho
        |IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts
        |MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire
        |NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon
        |PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah
        |VT Vermont|VA Virginia|WA Washington|WA Washington State|WV West Virginia|WI Wisconsin|WY Wyoming
        |PR Puerto Rico|GU Guam|VI Virgin Islands|AS American Samoa|MP Northern Mariana Islands""",
    "CA": """AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NL Newfoundland
        |NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec
        |QC Québec|SK Saskatchewan|YT Yukon""",
    "AU": """NSW New South Wales|VIC Victoria|QLD Queensland|WA Western Australia|SA South Australia|TAS Tasmania
        |ACT Australian Capital Territory|NT Northern Territory""",
}


@cache
def _countries() -> dict[str, str]:
    codes = {}
    for line in COUNTRIES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, names = line.split("\t")
            codes.update({fold(name): code for name in names.split("|")})
            codes[code.lower()] = code
    codes["uk"] = "GB"
    return codes


@cache
def _states() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for country, lines in STATES.items():
        pairs = [entry.strip().split(" ", 1) for entry in lines.split("|")]
        found[country] = {fold(name): code for code, name in pairs} | {code.lower(): code for code, _ in pairs}
    return found


def country_code(text: str) -> str:
    """The ISO 3166 code of a country by any of its names or codes; "" when it is none we know."""
    return _countries().get(fold(text), "")


def state_code(text: str, country: str) -> str:
    """The code of a state of the United States, Canada or Australia; any other text stays as it is.

    Where the country is not known, a full name that only the United States or Canada has is read as theirs.
    """
    key = fold(text.removeprefix("US-").removeprefix("CA-"))
    if country in STATES:
        return _states()[country].get(key, text)
    if not country and len(key) > 3:
        return _states()["US"].get(key) or _states()["CA"].get(key) or text
    return text


@cache
def _names() -> dict[str, str]:
    lines = (line for line in COUNTRIES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {code: names.split("|")[0] for code, names in (line.split("\t") for line in lines)}


def country_name(code: str) -> str:
    """The English name of a country; "" for a code that we do not know."""
    return _names().get(code.upper(), "")


def state_name(code: str, country: str) -> str:
    """The name of a state of the United States, Canada or Australia; "" for any other."""
    pairs = (entry.strip().split(" ", 1) for entry in STATES.get(country, "").split("|") if entry.strip())
    return next((name for known, name in pairs if known == code.upper()), "")
