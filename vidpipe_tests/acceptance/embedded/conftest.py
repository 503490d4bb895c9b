"""The stack of these tests: everything is made on this machine, as after the first start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vidpipe_tests.acceptance.stacks import Stack, running


# It ends with this folder's tests, not with the session: idle stacks cost the tests that follow a good deal.
@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("embedded") / "data") as stack:
        yield stack


@pytest.fixture
def mortal(stack: Stack) -> Iterator[Stack]:
    """The stack for tests that end it: it runs again for those that follow, however the test goes."""
    yield stack
    if stack.process.poll() is not None:
        stack.start_again()
