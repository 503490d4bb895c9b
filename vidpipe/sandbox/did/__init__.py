"""Simulator of D-ID; ``/did`` stands for https://api.d-id.com, ``/did-storage`` for the S3 host of its results."""

from vidpipe.sandbox.did.service import Did

__all__ = ["Did"]
