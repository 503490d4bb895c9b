"""The simulator of Seedance on Volcengine Ark and BytePlus ModelArk: asynchronous film tasks.

``/seedance`` stands for ``https://ark.cn-beijing.volces.com`` and ``https://ark.ap-southeast.bytepluses.com`` alike: a
key whose text says ``volcengine`` or ``byteplus`` knows the models of that platform only, any other key knows both.
``/seedance-storage`` stands for the TOS bucket of the results. Pictures at an https address are not fetched, and
``callback_url`` is checked and not called: this is a sandbox without the network.
"""

from __future__ import annotations

from vidpipe.sandbox.seedance.service import Seedance

__all__ = ["Seedance"]
