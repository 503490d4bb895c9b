"""Logs that tell one request's whole story: JSON lines with a trace id, across all processes."""

from vidpipe.errors import register_secret
from vidpipe.observability.logs import configure_logging
from vidpipe.observability.reading import read_trace, render_line
from vidpipe.observability.timing import timed
from vidpipe.observability.trace import (
    TraceParent,
    bind_trace,
    format_traceparent,
    new_span_id,
    new_trace_id,
    normalise_trace_id,
    parse_traceparent,
)

__all__ = [
    "TraceParent",
    "bind_trace",
    "configure_logging",
    "format_traceparent",
    "new_span_id",
    "new_trace_id",
    "normalise_trace_id",
    "parse_traceparent",
    "read_trace",
    "register_secret",
    "render_line",
    "timed",
]
