"""Trace ids are taken from callers when they are sound, and made new otherwise."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import get_contextvars

from vidpipe.observability import (
    TraceParent,
    bind_trace,
    format_traceparent,
    new_span_id,
    new_trace_id,
    normalise_trace_id,
    parse_traceparent,
)

ID = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


def test_new_ids_are_sound_and_differ() -> None:
    ids = {new_trace_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(normalise_trace_id(made) == made for made in ids)
    assert len(new_span_id()) == 16


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        (ID, ID),
        (ID.upper(), ID),
        (f"  {ID}\n", ID),
        ("4bf92f35-77b3-4da6-a3ce-929d0e0e4736", ID),
        ("4BF92F35-77B3-4DA6-A3CE-929D0E0E4736", ID),
        (None, None),
        ("", None),
        ("0" * 32, None),
        ("00000000-0000-0000-0000-000000000000", None),
        (ID[:-1], None),
        (ID + "0", None),
        (ID[:-1] + "g", None),
        ("4bf92f3577b3-4da6-a3ce-929d0e0e4736----", None),
        ("{4bf92f35-77b3-4da6-a3ce-929d0e0e4736}", None),
        ("٤" * 32, None),
        ("'; DROP TABLE task; --", None),
    ],
)
def test_a_callers_trace_id_is_normalised_or_refused(given: str | None, normal: str | None) -> None:
    assert normalise_trace_id(given) == normal


@pytest.mark.parametrize(
    ("header", "parsed"),
    [
        (f"00-{ID}-{SPAN}-01", TraceParent(trace_id=ID, parent_id=SPAN, sampled=True)),
        (f"00-{ID}-{SPAN}-00", TraceParent(trace_id=ID, parent_id=SPAN, sampled=False)),
        (f"00-{ID}-{SPAN}-03", TraceParent(trace_id=ID, parent_id=SPAN, sampled=True)),
        (f" 00-{ID}-{SPAN}-01\t", TraceParent(trace_id=ID, parent_id=SPAN, sampled=True)),
        (f"cc-{ID}-{SPAN}-01-what-the-future-will-be", TraceParent(trace_id=ID, parent_id=SPAN, sampled=True)),
        (None, None),
        ("", None),
        (f"00-{ID}-{SPAN}-01-extra", None),
        (f"cc-{ID}-{SPAN}-01.extra", None),
        (f"ff-{ID}-{SPAN}-01", None),
        (f"00-{'0' * 32}-{SPAN}-01", None),
        (f"00-{ID}-{'0' * 16}-01", None),
        (f"00-{ID.upper()}-{SPAN}-01", None),
        (f"00-{ID}-{SPAN}", None),
        (f"00-{ID}-{SPAN}-1", None),
        (f"0-{ID}-{SPAN}-01", None),
        (f"00-{ID}-{SPAN}-zz", None),
        (f"00_{ID}_{SPAN}_01", None),
    ],
)
def test_a_traceparent_header_is_read_as_the_standard_says(header: str | None, parsed: TraceParent | None) -> None:
    assert parse_traceparent(header) == parsed


@given(st.booleans())
def test_what_is_written_is_read_back(sampled: bool) -> None:
    parent = TraceParent(trace_id=new_trace_id(), parent_id=new_span_id(), sampled=sampled)
    assert parse_traceparent(format_traceparent(parent)) == parent


@given(st.text())
def test_no_header_breaks_the_reader(header: str) -> None:
    assert parse_traceparent(header) is None
    assert normalise_trace_id(header) is None or len(header.strip()) in (32, 36)


def test_a_trace_is_bound_for_the_block_and_nests() -> None:
    with bind_trace(trace_id=ID, project_id="task", user_id=None):
        with bind_trace(stage="avatar"):
            assert get_contextvars() == {"trace_id": ID, "project_id": "task", "stage": "avatar"}
        assert get_contextvars() == {"trace_id": ID, "project_id": "task"}
    assert get_contextvars() == {}


def test_several_videos_at_once_keep_their_own_traces() -> None:
    async def work(name: str) -> list[object]:
        with bind_trace(trace_id=name):
            seen = []
            for _ in range(3):
                await asyncio.sleep(0)
                seen.append(get_contextvars()["trace_id"])
                seen.append(await asyncio.to_thread(lambda: get_contextvars()["trace_id"]))
            return seen

    async def both() -> list[list[object]]:
        return list(await asyncio.gather(work("a"), work("b")))

    assert asyncio.run(both()) == [["a"] * 6, ["b"] * 6]
