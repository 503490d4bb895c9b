"""Asking a process of the stack whether it is there: on this machine, over plain HTTP."""

from __future__ import annotations

import ssl

import httpx

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Left to itself, httpx reads all certificates anew for every question, which takes the processor 20 ms and more."""


def answers(url: str) -> bool:
    """Tell whether an address answers with success within two seconds."""
    try:
        return httpx.get(url, timeout=2, trust_env=False, verify=_NO_TLS).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
