"""How people write numbers, amounts and days: every way to read what was typed; no ranges here."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

# What people write beside an amount, as `_mark` leaves it, and the currencies that it stands for.
SIGNS = {
    "$": "USD CAD MXN ARS CLP COP AUD NZD HKD TWD SGD",
    "us$": "USD",
    "usd$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "s$": "SGD",
    "r$": "BRL",
    "mx$": "MXN",
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP EGP",
    "e£": "EGP",
    "¥": "JPY CNY",
    "円": "JPY",
    "元": "CNY TWD HKD",
    "rmb": "CNY",
    "원": "KRW",
    "₩": "KRW",
    "fr": "CHF",
    "sfr": "CHF",
    "kr": "NOK SEK DKK ISK",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "RON",
    "leu": "RON",
    "дин": "RSD",
    "₺": "TRY",
    "tl": "TRY",
    "₴": "UAH",
    "грн": "UAH",
    "rm": "MYR",
    "฿": "THB",
    "rp": "IDR",
    "₱": "PHP",
    "₫": "VND",
    "đ": "VND",
    "₹": "INR",
    "rs": "INR PKR",
    "₨": "INR PKR",
    "د.إ": "AED",
    "dh": "AED MAD",
    "dhs": "AED MAD",
    "ر.س": "SAR",
    "sr": "SAR",
    "﷼": "SAR QAR OMR",
    "ر.ق": "QAR",
    "qr": "QAR",
    "د.ك": "KWD",
    "kd": "KWD",
    "د.ب": "BHD",
    "bd": "BHD",
    "ر.ع": "OMR",
    "₪": "ILS",
    "ج.م": "EGP",
    "le": "EGP",
    "د.م": "MAD",
    "r": "ZAR",
    "₦": "NGN",
    "ksh": "KES",
    "₵": "GHS",
    "gh₵": "GHS",
}
CODES = frozenset(" ".join(SIGNS.values()).split())
PERCENT = "%٪％"
# Separators of thousands only, separators of a fraction only, and minus signs.
APART = dict.fromkeys("'’‘ʼʹ′＇`´", "'") | dict.fromkeys(" \u00a0\u3000\t", " ")
APART |= {chr(code): " " for code in (*range(0x2000, 0x200B), 0x202F, 0x205F)}
SAME = APART | {"٬": "'", "،": ",", "，": ",", "．": ".", "﹒": ".", "﹐": ","}
SAME |= dict.fromkeys("−‐‑‒–—﹣－", "-") | {"＋": "+", "﹢": "+"}
NO_CENTS = re.compile(r"[.,](?:-{1,2}|=)$")  # 5200,- and 5200.-- and 5200,=
FRACTION = ".,٫"
SIGN_AND_DIGITS = re.compile(
    rf"([^\d\s{FRACTION}'+-][^\d]*?)?\s*([+-]?[{FRACTION}]?\d(?:.*\d)?[{FRACTION}]?)\s*(\D*)", re.A
)
WESTERN = re.compile(r"[1-9]\d{0,2}(?:(?P<between>[.,' ])\d{3})(?:(?P=between)\d{3})*", re.A)
LAKH = re.compile(r"[1-9]\d?(?:(?P<between>[,' ])\d{2})+(?P=between)\d{3}", re.A)
DATE = re.compile(r"(\d{1,4})\s*([-/.年])\s*(\d{1,2})\s*(?:\2|月)\s*(\d{1,4})\s*日?\.?", re.A)
THOUSAND = 3  # digits in a group


def plain_digits(text: str) -> str:
    """Return text with the digits of any script as 0 to 9, and without zero-width characters."""
    seen = (c for c in text.strip() if unicodedata.category(c) != "Cf")
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else SAME.get(c, c) for c in seen
    ).strip()


def split_number(text: str) -> tuple[str, str]:
    """Return the digits of what `plain_digits` made and the mark before or after them, if any.

    Both are empty where the text does not hold one number.
    """
    text = NO_CENTS.sub("", text)
    if text[:1] in ("-", "+"):  # as in -€5 or + 5
        inner = split_number(text[1:].lstrip())
        return ("", "") if inner[0][:1] in ("-", "+") else (text[0] + inner[0], inner[1])
    found = SIGN_AND_DIGITS.fullmatch(text)
    if not found:
        return "", ""
    before, digits, after = _mark(found[1] or ""), NO_CENTS.sub("", found[2]), found[3].strip()
    after = _mark("" if after in ("-", ".-", ",-") else after)
    return ("", "") if before and after else (digits, before or after)


def currencies(mark: str) -> tuple[str, ...]:
    """Return the codes that a mark beside an amount may stand for; none where it is not known."""
    code = mark.upper()
    return (code,) if code in CODES else tuple(SIGNS.get(mark, "").split())


def readings(digits: str, places: int | None = None) -> list[Decimal]:
    """Return each number that `5,200.50` or `5.200` may be, the larger first; none for no number.

    `places` is how many decimals the amount can have, where that is known: what has more of them is
    read so only where nothing else is left.
    """
    sign, unsigned = (digits[0], digits[1:]) if digits[:1] in ("-", "+") else ("", digits)
    found: dict[Decimal, int] = {}
    for whole, fraction in _parts(unsigned, places):
        number = Decimal(f"{'-' if sign == '-' else ''}{whole or '0'}.{fraction or '0'}")
        found[number if fraction else number.to_integral_value()] = len(fraction)
    fitting = [n for n, decimals in found.items() if places is None or decimals <= places]
    return sorted(fitting or found, key=abs, reverse=True)


def day_readings(text: str) -> list[date]:
    """Return each day that `31.1.2027` or `01/02/2027` may be; the year has four digits."""
    found = DATE.fullmatch(plain_digits(text))
    if not found:
        return []
    first, second, third = found[1], found[3], found[4]
    orders = [(first, second, third)] if len(first) == len("2027") else []
    if len(third) == len("2027"):
        orders = [(third, second, first), (third, first, second)]
    days = (_day(*map(int, order)) for order in orders)
    return sorted({day for day in days if day})


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _mark(text: str) -> str:
    mark = text.strip().casefold().strip("\N{NO-BREAK SPACE} ")
    return mark if mark in SIGNS else mark.rstrip(".").lstrip()


def _parts(digits: str, places: int | None) -> Iterator[tuple[str, str]]:
    """Yield the whole part and the fraction of each way to read digits without a sign."""
    whole = _ungrouped(digits)
    if whole:
        yield whole, ""
    place = max(digits.rfind(mark) for mark in FRACTION)
    if place < 0:
        return
    mark, before, fraction = digits[place], digits[:place], digits[place + 1 :]
    if mark in before or (fraction and not fraction.isdigit()) or not (before or fraction):
        return
    whole = _ungrouped(before) if before else "0"
    if not whole:
        return
    yield whole, fraction
    # In 1,234.567 the separators may be mixed up, unless the amount can have three decimals.
    mixed_up = len(fraction) == THOUSAND and not before.isdigit() and mark != "٫"
    if mixed_up and places != THOUSAND and before:
        yield whole + fraction, ""


def _ungrouped(digits: str) -> str:
    """Return digits without separators of thousands or lakhs; empty where these are misplaced."""
    if digits.isdigit():
        return digits
    if WESTERN.fullmatch(digits) or LAKH.fullmatch(digits):
        return re.sub(r"\D", "", digits)
    return ""
