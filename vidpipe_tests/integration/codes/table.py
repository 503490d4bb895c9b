"""Every code of the catalogue, each once: where in a task it is brought about, or where else it arises."""

from __future__ import annotations

from vidpipe_tests.integration.codes import (
    table_clips,
    table_did,
    table_gemini,
    table_local,
    table_services,
    table_youtube,
)
from vidpipe_tests.integration.codes.cases import Case

CASES: list[Case] = [
    *table_gemini.CASES,
    *table_services.CASES,
    *table_did.CASES,
    *table_clips.CASES,
    *table_youtube.CASES,
    *table_local.CASES,
]

STARTS = ("DATA_FOLDER_IN_USE", "PORT_IN_USE")
"""Codes with which `vidpipe up` gives up, before there is anything that could make a task."""

AT_COMMANDS = ("SERVER_UNREACHABLE",)
"""Codes of the command line alone: unit/console/test_exit_codes.py brings them about."""

PUT_RIGHT = {
    "YOUTUBE_TOKEN_EXPIRED": "the client gets a new token and goes on; one that is refused too is another code"
}
"""Codes that end no try: what they name is put right at once, and stands in the log."""

LOGGED = {"SHUTTING_DOWN": "work that the end of a program breaks off; the task itself goes back to the queue"}
"""Codes that only ever stand in a log line."""
