"""The simulated language model: it reads a request and writes a script that can be filmed, or any JSON asked for."""

from __future__ import annotations

from vidpipe.sandbox.writer.answer import Reply, reply, tokens
from vidpipe.sandbox.writer.schema import CannotFill

__all__ = ["CannotFill", "Reply", "reply", "tokens"]
