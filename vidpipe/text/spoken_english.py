"""How English is read out where the spelling does not say it: units, money, years, abbreviations, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_NUMERIC = re.compile(rf"[-+≈]?{_NUMBER}")
_EDGES = re.compile(r"^(?P<lead>[\"'“‘«(¿¡]*)(?P<core>.*?)(?P<tail>[\"'”’».,;:!?…)]*)$", re.DOTALL)

_UNITS = {
    "%": ("percent", "percent"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "km": ("kilometer", "kilometers"),
    "m": ("meter", "meters"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "μm": ("micrometer", "micrometers"),
    "nm": ("nanometer", "nanometers"),
    "km²": ("square kilometer", "square kilometers"),
    "m²": ("square meter", "square meters"),
    "m2": ("square meter", "square meters"),
    "cm²": ("square centimeter", "square centimeters"),
    "m³": ("cubic meter", "cubic meters"),
    "m3": ("cubic meter", "cubic meters"),
    "cm³": ("cubic centimeter", "cubic centimeters"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "m/s": ("meter per second", "meters per second"),
    "m/s²": ("meter per second squared", "meters per second squared"),
    "mph": ("mile per hour", "miles per hour"),
    "kg": ("kilogram", "kilograms"),
    "g": ("gram", "grams"),
    "mg": ("milligram", "milligrams"),
    "l": ("liter", "liters"),
    "L": ("liter", "liters"),
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "W": ("watt", "watts"),
    "kW": ("kilowatt", "kilowatts"),
    "MW": ("megawatt", "megawatts"),
    "GW": ("gigawatt", "gigawatts"),
    "Wh": ("watt-hour", "watt-hours"),
    "kWh": ("kilowatt-hour", "kilowatt-hours"),
    "MWh": ("megawatt-hour", "megawatt-hours"),
    "J": ("joule", "joules"),
    "kJ": ("kilojoule", "kilojoules"),
    "V": ("volt", "volts"),
    "kV": ("kilovolt", "kilovolts"),
    "mA": ("milliampere", "milliamperes"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "KB": ("kilobyte", "kilobytes"),
    "kB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "ms": ("millisecond", "milliseconds"),
    "s": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "ft": ("foot", "feet"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "dB": ("decibel", "decibels"),
}
_UNIT_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_WITH_UNIT = re.compile(rf"(?P<number>[-+≈]?{_NUMBER})(?P<unit>{_UNIT_NAMES})")

_MONEY = {
    "€": ("euro", "euros"),
    "$": ("dollar", "dollars"),
    "£": ("pound", "pounds"),
    "¥": ("yen", "yen"),
    "₹": ("rupee", "rupees"),
}
_SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion"}
_SCALE_WORDS = frozenset({"thousand", "million", "billion", "trillion"})
_PRICE = re.compile(
    rf"(?:(?P<before>[€$£¥₹])(?P<a>{_NUMBER})|(?P<b>{_NUMBER})(?P<after>[€£¥₹]))(?P<scale>k|K|m|M|bn|B)?"
)

_WORDS = {
    "and/or": "and or",
    "w/o": "without",
    "w/": "with",
    "24/7": "24 7",
    "1/2": "one half",
    "1/3": "one third",
    "2/3": "two thirds",
    "1/4": "one quarter",
    "3/4": "three quarters",
    "C#": "C sharp",
    "F#": "F sharp",
    "CO2": "C O 2",
    "→": "to",
    "<": "is less than",
    ">": "is greater than",
    "←": "from",
    "i.e": "that is",
    "Ph.D": "P H D",
}
_ABBREVIATIONS = {
    "Dr": "Doctor",
    "Mr": "Mister",
    "Mrs": "Missis",
    "Ms": "Miz",
    "Prof": "Professor",
    "Gen": "General",
    "Col": "Colonel",
    "Capt": "Captain",
    "Lt": "Lieutenant",
    "Sgt": "Sergeant",
    "Sen": "Senator",
    "Rep": "Representative",
    "Gov": "Governor",
    "Rev": "Reverend",
    "Mt": "Mount",
    "St": "Saint",
    "Jr": "Junior",
    "Sr": "Senior",
    "Inc": "Incorporated",
    "Ltd": "Limited",
    "vs": "versus",
    "approx": "approximately",
    "ca": "circa",
    "Fig": "Figure",
    "fig": "figure",
    "Figs": "Figures",
    "Vol": "Volume",
    "vol": "volume",
    "Sec": "Section",
    "sec": "section",
    "Eq": "Equation",
    "Ch": "Chapter",
    "pp": "pages",
    "p": "page",
}
_BEFORE_NUMBER = frozenset({"Fig", "fig", "Figs", "Vol", "vol", "Sec", "sec", "Eq", "Ch", "pp", "p"})
_DECADES = ("", "tens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_NUMERALS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI"
_ROMAN = {numeral: str(value) for value, numeral in enumerate(_NUMERALS.split(), 1) if len(numeral) > 1}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def english_forms(words: list[str]) -> list[str]:
    """Return what is read out for each written English word."""
    parts = [_EDGES.fullmatch(word) for word in words]
    cores = [part["core"] if part else word for part, word in zip(parts, words, strict=True)]
    forms = []
    for index, (part, core) in enumerate(zip(parts, cores, strict=True)):
        before = cores[index - 1] if index else ""
        after = cores[index + 1] if index + 1 < len(cores) else ""
        lead, tail = (part["lead"], part["tail"]) if part else ("", "")
        forms.append(_form(lead, core, tail, before, after))
    return forms


def _form(lead: str, core: str, tail: str, before: str, after: str) -> str:
    if tail.startswith(".") and (title := _abbreviation(core, before, after)):
        # Its dot would be read as the end of a sentence, unless it is.
        return lead + title + (tail if not after else tail[1:])
    if core in ("i.e", "e.g", "Ph.D") and tail.startswith("."):
        return lead + {"i.e": "that is", "e.g": "for example", "Ph.D": "P H D"}[core] + tail[1:]
    if tail.startswith(".") and re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", core):
        return lead + core.replace(".", " ").upper() + (tail if not after else tail[1:])
    core = core.translate(_SUBSCRIPTS)
    for rule in _RULES:
        if (spoken := rule(core, before, after)) is not None:
            return lead + spoken + tail
    return lead + core + tail


def _abbreviation(core: str, before: str, after: str) -> str | None:
    if core == "No" and after[:1].isdecimal():
        return "Number"
    if core in _BEFORE_NUMBER and not after[:1].isdecimal():
        return None
    if core == "St" and before[:1].isupper() and not after[:1].isupper():
        return "Street"
    return _ABBREVIATIONS.get(core)


def _known(core: str, _before: str, _after: str) -> str | None:
    return _WORDS.get(core) or _ROMAN.get(core)


def _price(core: str, _before: str, after: str) -> str | None:
    match = _PRICE.fullmatch(core)
    if not match:
        if core in _SCALE_WORDS and (money := _PRICE.fullmatch(_before)) and not money["scale"]:
            return f"{core} {_MONEY[money['before'] or money['after']][1]}"
        return None
    amount, (one, many) = match["a"] or match["b"], _MONEY[match["before"] or match["after"]]
    if after in _SCALE_WORDS and not match["scale"]:
        return str(amount)
    if match["scale"]:
        return f"{amount} {_SCALES[match['scale']]} {many}"
    whole, _, cents = amount.partition(".")
    name = one if amount == "1" else many
    return f"{whole} {name} {cents.lstrip('0')}".strip() if len(cents) == 2 else f"{amount} {name}"


def _unit(core: str, before: str, _after: str) -> str | None:
    if match := _WITH_UNIT.fullmatch(core):
        return f"{_approximate(match['number'])} {_UNITS[match['unit']][match['number'] != '1']}"
    if core in _UNITS and _NUMERIC.fullmatch(before):
        return _UNITS[core][before != "1"]
    return None


def _approximate(number: str) -> str:
    return number.replace("≈", "about ")


def _range(core: str, _before: str, _after: str) -> str | None:
    match = re.fullmatch(rf"({_NUMBER})([–-])({_NUMBER})(.*)", core)
    if not match or (match[4] and match[4] not in _UNITS):
        return None
    low, high = (float(match[group].replace(",", "")) for group in (1, 3))
    if match[2] == "-" and (low >= high or re.fullmatch(r"\d{3}-\d{4}", core)):
        # A score or a telephone number, no range.
        return None
    unit = f" {_UNITS[match[4]][1]}" if match[4] else ""
    return f"{match[1]} to {match[3]}{unit}"


def _year(core: str, _before: str, after: str) -> str | None:
    match = re.fullmatch(r"(1[1-9]|20)(\d\d)(s?)", core)
    if not match or after in _UNITS:
        return None
    century, rest, plural = match[1], match[2], match[3]
    if plural:
        if rest == "00":
            return "two thousands" if century == "20" else f"{century} hundreds"
        return f"{century} {_DECADES[int(rest[0])]}" if rest[1] == "0" else None
    if rest == "00" or (century == "20" and rest < "10"):
        return None
    return f"{century} oh {rest[1]}" if rest < "10" else f"{century} {rest}"


def _decade(core: str, _before: str, _after: str) -> str | None:
    match = re.fullmatch(r"['’]?([2-9])0s", core)
    return _DECADES[int(match[1])] if match else None


def _address(core: str, _before: str, _after: str) -> str | None:
    if re.match(r"https?://", core):
        return re.sub(r"^https?://(www\.)?", "", core).rstrip("/").replace("/", " slash ")
    return None


def _symbols(core: str, _before: str, _after: str) -> str | None:
    if match := re.fullmatch(r"#(\d+)", core):
        return f"number {match[1]}"
    if match := re.fullmatch(r"#(\w+)", core):
        return f"hashtag {match[1]}"
    if match := re.fullmatch(rf"≈({_NUMBER})", core):
        return f"about {match[1]}"
    if re.fullmatch(r"[A-Za-z]+(/[A-Za-z]+)+", core):
        return core.replace("/", " ")
    return None


_RULES: tuple[Callable[[str, str, str], str | None], ...] = (
    _known,
    _price,
    _year,
    _unit,
    _range,
    _decade,
    _address,
    _symbols,
)
