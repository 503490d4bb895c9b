"""Renders docs/errors.md from the catalogue: ``python -m vidpipe.errors.docs > docs/errors.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from vidpipe.errors.catalogue import CATALOGUE, CatalogueEntry
from vidpipe.errors.wording import facts, happens_by_itself

_INTRODUCTION = """\
# Error codes

<!-- Written by `python -m vidpipe.errors.docs > docs/errors.md`; edit vidpipe/errors/catalogue.yaml instead. -->

Every failure has one code. The API answers with it, the pages and `vidpipe explain CODE` explain it in English,
繁體中文 and 简体中文, and the retry policy below is what the program does, not a wish: both come from one file,
`vidpipe/errors/catalogue.yaml`.

* **HTTP** is the status of an API answer that carries the code.
* **Retried** says how many tries vidpipe makes in all by itself; a dash means that the same again would fail the same
  way, so a person has to act.
* **Alert** says how soon people hear of it: P0 at once, P1 within an hour, P2 in the daily digest.

Every command ends with one of four exit codes:

| exit code | meaning |
| --- | --- |
| 0 | it is done |
| 1 | the work failed: a task, a service, this machine; or `doctor`, `batch`, `providers test` saw a failure |
| 2 | what was asked cannot be used as asked: an option, a setting, a file; nothing was begun |
| 130 | it was interrupted |
"""


def render() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([_INTRODUCTION, *_contents(), "", *_groups()]).rstrip() + "\n"


def _grouped() -> Iterator[tuple[str, list[CatalogueEntry]]]:
    for group, entries in groupby(CATALOGUE.values(), key=lambda entry: entry.group):
        yield group, list(entries)


def _contents() -> Iterator[str]:
    for group, entries in _grouped():
        yield f"- [{group}](#{_anchor(group)}): {len(entries)}"


def _groups() -> Iterator[str]:
    for group, entries in _grouped():
        yield f"## {group}\n"
        yield "| code | meaning | HTTP | retried | alert |"
        yield "| --- | --- | --- | --- | --- |"
        for entry in entries:
            tries = f"{entry.retry.attempts} tries" if entry.retryable else "–"
            link = f"[{entry.code}](#{_anchor(entry.code)})"
            yield f"| {link} | {entry.meaning['en']} | {entry.http_status} | {tries} | {entry.priority} |"
        yield ""
        for entry in entries:
            yield from _section(entry)


def _section(entry: CatalogueEntry) -> Iterator[str]:
    yield f"### {entry.code}\n"
    yield f"{entry.meaning['en']}\n"
    yield f"{facts(entry, 'en')}\n"
    yield f"**What happens by itself.** {happens_by_itself(entry, 'en')}\n"
    yield from _steps("What to do.", entry.recovery["en"])
    if entry.at_command:
        yield from _steps("At the command line, without a task.", entry.at_command["en"])


def _steps(title: str, steps: Iterable[str]) -> Iterator[str]:
    yield f"**{title}**\n"
    for number, step in enumerate(steps, start=1):
        yield f"{number}. {step}"
    yield ""


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading: small letters, dashes for spaces, no punctuation."""
    kept = (letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return "".join(kept).replace(" ", "-")


if __name__ == "__main__":
    sys.stdout.buffer.write(render().encode())
