"""The smallest units of currencies; no amount is known here."""

from planner.rules.model import Secondment

# The currencies whose smallest unit in use is not a hundredth, by ISO 4217; decimal places.
PLACES = {"CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "KWD": 3, "OMR": 3}


def decimal_places(facts: Secondment) -> int:
    """Return the decimal places of the currency's smallest unit."""
    return PLACES.get(facts.currency or "", 2)
