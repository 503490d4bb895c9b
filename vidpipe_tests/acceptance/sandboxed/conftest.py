"""The stack of these tests: everything is made through the sandbox's services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vidpipe_tests.acceptance.stacks import Stack, running


@pytest.fixture(scope="package")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("sandboxed") / "data", "--sandbox") as stack:
        yield stack
