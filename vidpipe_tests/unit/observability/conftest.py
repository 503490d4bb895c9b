"""Every test here may set up logging."""

from __future__ import annotations

import pytest
from hypothesis import settings

# The machine is shared: how long one example takes says nothing.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def taken_down(logging_as_before: None) -> None:
    pass
