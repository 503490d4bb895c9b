"""The stack of these tests: pictures come from a folder, in which there are none, until somebody brings them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vidpipe_tests.acceptance.stacks import Stack, running


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("rescue") / "data", VIDPIPE_IMAGE_PROVIDER="folder") as stack:
        yield stack
