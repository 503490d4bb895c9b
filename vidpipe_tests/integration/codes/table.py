"""Every code of the catalogue, each once: where in a task it is brought about, or where else it arises."""

from __future__ import annotations

from vidpipe_tests.integration.codes import table_clips, table_did, table_gemini, table_local, table_services, table_youtube
from vidpipe_tests.integration.codes.cases import Case

CASES: list[Case] = [
    *table_gemini.CASES,
    *table_services.CASES,
    *table_did.CASES,
    *table_clips.CASES,
    *table_youtube.CASES,
    *table_local.CASES,
]
