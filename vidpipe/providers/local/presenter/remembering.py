"""What an object has painted, kept as long as the object lives and no longer."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

_Asked = ParamSpec("_Asked")
_Made = TypeVar("_Made")


def remembered(make: Callable[_Asked, _Made], most: int | None = None) -> Callable[_Asked, _Made]:
    """Return a method that keeps its last ``most`` results, or all of them; for attributes of its own object.

    A plain ``lru_cache`` of a bound method holds the object that holds it. Such a ring, of a hundred megabytes of
    pictures but few objects, stays until Python looks for rings, which it does by the number of objects.
    """
    method = weakref.WeakMethod(make)

    def ask(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Made:
        return cast("Callable[_Asked, _Made]", method())(*args, **kwargs)

    return cast("Callable[_Asked, _Made]", lru_cache(maxsize=most)(ask))
