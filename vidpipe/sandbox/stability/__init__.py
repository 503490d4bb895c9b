"""Simulator of Stability AI's REST API; ``/stability`` stands for https://api.stability.ai."""

from vidpipe.sandbox.stability.service import Stability

__all__ = ["Stability"]
