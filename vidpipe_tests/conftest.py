"""What holds for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vidpipe.errors import redaction


@pytest.fixture(autouse=True)
def secrets_of_one_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A secret that one test registers is no secret in the next."""
    with monkeypatch.context() as patch:
        patch.setattr(redaction, "_known", redaction._Known())
        yield
