"""Where each source holds: a text of one country has its place, and every case keeps a source."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from planner.lint.entries import at, with_sources
from planner.rules.model import Library, Rule, Source

# What the texts of a country are called where its name is not said.
ADJECTIVES = {
    "ae": ("Emirati",),
    "at": ("Austrian",),
    "au": ("Australian",),
    "be": ("Belgian",),
    "ca": ("Canadian",),
    "ch": ("Swiss",),
    "de": ("German",),
    "dk": ("Danish",),
    "es": ("Spanish",),
    "fr": ("French",),
    "gb": ("British", "English", "HMRC", "UK"),
    "ie": ("Irish",),
    "in": ("Indian",),
    "it": ("Italian",),
    "nl": ("Dutch",),
    "no": ("Norwegian",),
    "pl": ("Polish",),
    "pt": ("Portuguese",),
    "se": ("Swedish",),
    "sg": ("Singaporean",),
    "us": ("American", "US", "USA"),
}
# The address of a ministry or another office of one state.
AUTHORITY = re.compile(r"(?:^|\.)(?:(?:gov|gouv|gob|govt|gv|fgov|admin)\.[a-z]{2}|gov|mil)$")
# Sites on which anybody can put a document: nobody can tell from them what was copied.
SHARED = re.compile(
    r"(?:^|\.)(?:yumpu|scribd|docsbay|docslib|docplayer|slideshare|doczz|5dok|studylib|academia)\."
)


def find_wrong_sources(library: Library) -> list[str]:
    """Return each source without its place, and each entry without a source in some case."""
    return [*_texts_of_a_country(library), *_entries_without_a_source(library)]


def _texts_of_a_country(library: Library) -> Iterator[str]:
    single = {id for id, place in library.places.items() if len(place.members) == 1}
    known = [source for source in library.sources.values() if source.place in single]
    hosts = {_host(source): source.place for source in known if source.basis == "SO"}
    names = {code.lower(): (name,) for code, name in library.countries.items()}
    words = {id: (*names.get(id, ()), *ADJECTIVES.get(id, ())) for id in {*names, *ADJECTIVES}}
    for source in library.sources.values():
        if SHARED.search(_host(source)):
            yield f"{at(source)}: a site for sharing documents; name the text, and leave out “url”"
        if source.place in single:
            continue
        said = f"{source.title}; {source.publisher}"
        found = [id for id, names in words.items() if _names(said, names)]
        host = _host(source)
        if found or AUTHORITY.search(host) or host in hosts:
            of = found[0] if found else hosts.get(host)
            named = f" “{of}”" if of else ""
            yield (
                f"{at(source)}: a text of one country{named} is shown in every case; "
                "give it “place”, or name a source that holds everywhere"
            )


def _host(source: Source) -> str:
    return urlsplit(source.url).netloc


def _names(said: str, names: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", said) for name in names)


def _entries_without_a_source(library: Library) -> Iterator[str]:
    """Check that each entry has a source that is shown wherever the entry is."""
    for entry in with_sources(library):
        sources = [library.sources[name] for name in entry.sources]
        if not any(_holds_with(entry.applies, source, library) for source in sources):
            yield (
                f"{at(entry)}: in some case none of its sources is shown; add one without a place, "
                "such as “practice” or “gen-national-law”"
            )


def _holds_with(rule: Rule, source: Source, library: Library) -> bool:
    if not source.place:
        return True
    members = library.places[rule.place].members if rule.place else ()
    return bool(members) and {*members} <= {*library.places[source.place].members}
