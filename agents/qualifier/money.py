"""Sums of money in what people write: "€18,000", "15-20k a year", "twelve thousand", "30 € pro Nutzer im Monat"."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

CURRENCIES = {
    "EUR": r"€|eur(?:o?s?)?\b", "USD": r"us\$|\$|usd\b|(?:us )?dollars?\b|bucks\b|d[oó]lares\b",
    "GBP": r"£|gbp\b|pounds?(?: sterling)?\b|quid\b", "CHF": r"chf\b|sfr\b|(?:swiss |schweizer )?fran(?:cs|ken)\b",
}  # fmt: skip
# What one unit is worth in euros, roughly: enough to say that a sum is far above or below another.
ROUGHLY = {"EUR": Decimal(1), "USD": Decimal("0.9"), "GBP": Decimal("1.17"), "CHF": Decimal("1.05"), "": Decimal(1)}
SCALES = {
    r"k|t|tsd\.?|thousand|grand|tausend|mille|mil": 1_000,
    r"m|mn|mio\.?|million(?:s|en|es)?|mill[oó]n(?:es)?": 1_000_000,
}
WORDS = {
    word: number
    for number, words in {
        1: "one a ein eine un una", 2: "two zwei deux dos", 3: "three drei trois tres", 4: "four vier quatre cuatro",
        5: "five fünf fuenf cinq cinco", 6: "six sechs seis", 7: "seven sieben sept siete", 8: "eight acht huit ocho",
        9: "nine neun neuf nueve", 10: "ten zehn dix diez", 11: "eleven elf onze once",
        12: "twelve zwölf zwoelf douze doce",
        13: "thirteen dreizehn treize trece", 14: "fourteen vierzehn quatorze catorce",
        15: "fifteen fünfzehn fuenfzehn quinze quince", 16: "sixteen sechzehn seize dieciséis dieciseis",
        18: "eighteen achtzehn dix-huit dieciocho", 20: "twenty zwanzig vingt veinte",
        25: "twenty-five vingt-cinq veinticinco",
        30: "thirty dreißig dreissig trente treinta", 35: "thirty-five trente-cinq",
        40: "forty vierzig quarante cuarenta", 45: "forty-five", 50: "fifty fünfzig fuenfzig cinquante cincuenta",
        60: "sixty sechzig soixante sesenta", 70: "seventy siebzig setenta", 75: "seventy-five",
        80: "eighty achtzig ochenta", 90: "ninety neunzig noventa",
        100: "hundred hundert cent cien", 200: "doscientos", 500: "quinientos",
    }.items()
    for word in words.split()
}  # fmt: skip
NUMBER = r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d+(?:[.,]\d{1,2})?(?![\d])"
SYMBOL = "|".join(CURRENCIES.values())
SCALE = "|".join(SCALES).replace("|t|", r"|t(?=€)|")  # a lone t is a ton
SPELLED = "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
BIG_WORD = r"(?:hundred |hundert |cent )?(?:thousand|grand|tausend|mille|mil)\b|hundred\b|k\b"
DASH = r"\s*(?:-|–|—|to|and|bis|und|à|a|y|et|or|oder|ou|o|hasta)\s*"
SUM = re.compile(
    rf"""(?<![\w.,/:#])(?:
      (?P<c1>{SYMBOL})?\s?(?P<n1>{NUMBER})\s?(?P<s1>(?:{SCALE})(?![a-zà-ÿ]))?\s?(?P<c2>{SYMBOL})?
        (?:{DASH}(?P<c3>{SYMBOL})?\s?(?P<n2>{NUMBER})\s?(?P<s2>(?:{SCALE})(?![a-zà-ÿ]))?\s?(?P<c4>{SYMBOL})?)?
      |(?P<w>(?:{SPELLED}))[\s-]?(?P<ws>{BIG_WORD})\s?(?P<c5>{SYMBOL})?
    )""",
    re.I | re.X,
)
PERIODS = {
    "month": (
        r"(?:/|an?|per|each|every|pro|im|je|par|al|por)\s?(?:month|mo|monat|mois|mes)\b|monthly|"
        r"monatlich|mensuel\w*|mensual\w*|p\.?\s?m\."),
    "quarter": r"(?:/|a|per|each|pro|im|par|al|por)\s?(?:quarter|quartal|trimestre)\b|quarterly",
    "year": (
        r"(?:/|an?|per|each|every|pro|im|je|par|al|por|this|dieses|cette|este)\s?(?:year|yr|jahr|an|"
        r"année|año)\b|annual\w*|yearly|jährlich|p\.?\s?a\b\.?|pro jahr|annuel\w*|anual\w*"),
}  # fmt: skip
PER_SEAT = re.compile(
        r"\s?(?:/|a|per|each|pro|je|par|por)\s?(?:seat|user|head|person|licen[cs]e|agent|nutzer|user|"
        r"platz|kopf|lizenz|mitarbeiter|arbeitsplatz|"
        r"utilisateur|poste|personne|usuario|persona|licencia|puesto|vehicle|van|truck|fahrzeug|"
        r"location|site|standort)\w*", re.I,
)  # fmt: skip
AROUND = 34  # characters after a sum in which its period is looked for
YEARS = range(1950, 2100)
LEAST_BARE = 100
# What may follow a number that counts things and is no money: "12k orders", "300 people".
COUNTED = re.compile(
        r"\s?(?:%|percent|prozent|pour cent|por ciento|°|x\b|h\b|km\b|kg\b|m²|(?:(?!(?:an?|per|each|"
        r"every|pro|im|par|al|por|for) )[a-zà-ÿ-]+ ){0,2}?(?:hours?|hrs?|minutes?|mins?|days?|weeks?|"
        r"months?|years?|"
        r"people|persons?|employees?|staff|users?|seats?|licen[cs]es?|heads?|orders?|parcels?|"
        r"shipments?|customers?|clients?|contacts?|leads?|tickets?|"
        r"calls?|emails?|mails?|invoices?|rows?|records?|products?|skus?|items?|units?|vans?|trucks?|"
        r"vehicles?|cars?|sites?|locations?|stores?|shops?|"
        r"branches|offices?|rooms?|beds?|patients?|students?|visitors?|followers|subscribers|members?|"
        r"sqm|square|engineers?|developers?|reps?|agents?|"
        r"stunden|minuten|tage|wochen|monate|jahre|leute|mitarbeiter\w*|nutzer\w*|plätze|lizenzen|"
        r"kunden|bestellungen|sendungen|aufträge|rechnungen|"
        r"fahrzeuge|standorte|heures?|jours?|semaines?|mois|ans|personnes?|salariés?|employés?|"
        r"utilisateurs?|postes|clients|commandes|factures|véhicules|"
        r"horas?|minutos?|días?|semanas?|meses|años|personas?|empleados?|usuarios?|puestos|clientes?|"
        r"pedidos?|facturas?|vehículos)\b)",
    re.I,
)  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """A sum or a range with what it is counted by, and where it stands in the text. `is_bare`: a number alone."""

    low: Decimal
    high: Decimal
    currency: str = ""
    period: str = ""
    per_seat: bool = False
    is_bare: bool = False
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        span = _plain(self.high) if self.low == self.high else f"{_plain(self.low)}–{_plain(self.high)}"
        words = [span, self.currency, "per seat" if self.per_seat else "", self.period and f"per {self.period}"]
        return " ".join(filter(None, words))

    def by_year(self, seats: int = 0) -> Decimal:
        """The upper end for a year, in euros by the rough rates."""
        times = {"month": 12, "quarter": 4}.get(self.period, 1)
        return self.high * times * (seats if self.per_seat and seats else 1) * ROUGHLY[self.currency]

    def in_currency(self, currency: str) -> "Amount":
        """The same, with this currency where none was said."""
        return self if self.currency else replace(self, currency=currency)


def find_amounts(text: str, *, bare: bool = False) -> list[Amount]:
    """The sums in a text, in its order. With `bare`, also numbers that say neither currency nor thousands."""
    found = (_amount(match, text) for match in SUM.finditer(text))
    return [amount for amount in found if amount and (bare or not amount.is_bare)]


def _amount(match: re.Match[str], text: str) -> Amount | None:
    currency = next((_currency(match[name]) for name in ("c1", "c2", "c3", "c4", "c5") if match[name]), "")
    low, high, has_scale = _spelled(match) if match["w"] else _written(match)
    if low is None or high is None or high <= 0 or high > Decimal("1e12"):
        return None
    is_bare = not currency and not has_scale
    rest = text[match.end() : match.end() + AROUND]
    if not currency and COUNTED.match(rest) and not PER_SEAT.match(rest):
        return None
    if is_bare and not _may_be_money(match, high):
        return None
    rest = re.split(r"[.;!?]\s|,\s(?!per|a |pro|par|por|all)", rest)[0]
    per_seat = PER_SEAT.search(rest)
    period = next(
        (name for name, words in PERIODS.items() if re.search(rf"(?:^|[\s/(,]){words}|^{words}", rest, re.I)), ""
    )
    return Amount(low, high, currency, period, bool(per_seat), is_bare, match.start(), match.end())


def _written(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None, bool]:
    first, second = _number(match["n1"]), _number(match["n2"]) if match["n2"] else None
    scales = [_scale(match[name]) for name in ("s1", "s2")]
    if first is None or second is None:
        return (first and first * scales[0],) * 2 + (scales[0] > 1,)
    low = first * (scales[0] if scales[0] > 1 else scales[1] if first < second * 10 and first < LEAST_BARE * 10 else 1)
    high = second * (scales[1] if scales[1] > 1 else scales[0])
    return min(low, high), max(low, high), max(scales) > 1


def _spelled(match: re.Match[str]) -> tuple[Decimal, Decimal, bool]:
    big = match["ws"].lower()
    times = (100 if big.startswith(("hundred", "hundert", "cent")) else 1) * (1 if big == "hundred" else 1_000)
    value = Decimal(WORDS[match["w"].lower()] * times)
    return value, value, True


def _may_be_money(match: re.Match[str], value: Decimal) -> bool:
    """A bare number is perhaps money when it is large enough and reads like no year."""
    is_year = value == value.to_integral() and int(value) in YEARS and match["n1"].isdigit()
    return value >= LEAST_BARE and not is_year


def _currency(word: str) -> str:
    return next(code for code, pattern in CURRENCIES.items() if re.fullmatch(pattern, word.strip(), re.I))


def _scale(word: str | None) -> int:
    return next((size for pattern, size in SCALES.items() if word and re.fullmatch(pattern, word, re.I)), 1)


def _number(text: str) -> Decimal | None:
    """Thousands may be set off by a point, a comma, a blank or an apostrophe."""
    plain = re.sub(r"['’\s\u00a0\u202f]", "", text)
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _plain(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral() else f"{value:,.2f}"
