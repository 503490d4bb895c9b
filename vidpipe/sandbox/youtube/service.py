"""The endpoints of YouTube and of Google's accounts."""

from __future__ import annotations

from collections.abc import Mapping

from vidpipe.sandbox.call import Answer, Call
from vidpipe.sandbox.service import Balance, Endpoint, Fault, Service
from vidpipe.sandbox.youtube import captions, consent, lists, site, thumbnails, tokens, uploads
from vidpipe.sandbox.youtube.access import MAY_CAPTION, MAY_MANAGE, MAY_READ, MAY_UPLOAD, Work, charged
from vidpipe.sandbox.youtube.errors import plain
from vidpipe.sandbox.youtube.faults import faults
from vidpipe.sandbox.youtube.quota import ACCOUNT
from vidpipe.sandbox.youtube.resources import SITE

_API, _UPLOAD = "/youtube/v3", "/upload/youtube/v3"
_QUICK, _SLOW = (0.1, 0.4), (0.5, 2.0)


class YouTube(Service):
    """YouTube: OAuth, resumable uploads, processing, thumbnails, captions, and quota per project.

    A title or description may hold ``sandbox:rejected`` and the like. Refresh tokens that hold
    ``sandbox-user-unverified`` or ``sandbox-user-nochannel`` are of such users; ``expired`` or ``revoked`` says it all.
    """

    name = "youtube"
    account: Mapping[str, Balance] = ACCOUNT

    def __init__(self) -> None:
        self.faults: Mapping[str, Fault] = faults()

    def endpoints(self) -> list[Endpoint]:
        """Accounts, API, uploads, and the site where uploads can be watched."""
        return [*_accounts(), *_api(), *_uploads(), *_site()]

    def unknown(self, _call: Call) -> Answer:
        """Answer plain text, as Google's front end does."""
        return plain(404, outcome="unknown_path")


def _accounts() -> list[Endpoint]:
    page = "/accounts/o/oauth2/v2/auth"
    return [
        Endpoint("token", "POST", "/oauth2/token", tokens.token, _QUICK),
        Endpoint("revoke", "POST", "/oauth2/revoke", tokens.revoke, _QUICK),
        Endpoint("consent", "GET", page, consent.consent, _QUICK),
        Endpoint("decide", "POST", page, consent.decide, _QUICK),
    ]


def _api() -> list[Endpoint]:
    return [
        _charged("list_videos", "GET", f"{_API}/videos", MAY_READ, lists.videos),
        _charged("delete_video", "DELETE", f"{_API}/videos", MAY_MANAGE, lists.delete_video),
        _charged("list_channels", "GET", f"{_API}/channels", MAY_READ, lists.channels),
        _charged("list_playlist_items", "GET", f"{_API}/playlistItems", MAY_READ, lists.playlist_items),
        _charged("list_captions", "GET", f"{_API}/captions", MAY_CAPTION, captions.tracks),
        _charged("delete_caption", "DELETE", f"{_API}/captions", MAY_CAPTION, captions.delete),
    ]


def _uploads() -> list[Endpoint]:
    return [
        _charged("start_upload", "POST", f"{_UPLOAD}/videos", MAY_UPLOAD, uploads.start),
        Endpoint("send_bytes", "PUT", f"{_UPLOAD}/videos", uploads.send_bytes, _SLOW, streams=True),
        _charged("set_thumbnail", "POST", f"{_UPLOAD}/thumbnails/set", MAY_UPLOAD, thumbnails.set_thumbnail),
        _charged("insert_caption", "POST", f"{_UPLOAD}/captions", MAY_CAPTION, captions.insert),
        _charged("update_caption", "PUT", f"{_UPLOAD}/captions", MAY_CAPTION, captions.update),
    ]


def _charged(name: str, method: str, path: str, scopes: frozenset[str], work: Work) -> Endpoint:
    return Endpoint(name, method, path, charged(name, scopes, work), _SLOW if path.startswith(_UPLOAD) else _QUICK)


def _site() -> list[Endpoint]:
    return [
        Endpoint("watch", "GET", "/watch", site.watch, host=SITE),
        Endpoint("film", "GET", "/film/{id}", site.film, host=SITE),
        Endpoint("thumbnail", "GET", "/vi/{id}/{file}.jpg", site.thumbnail, host=SITE),
        Endpoint("captions", "GET", "/captions/{id}", site.captions, host=SITE),
    ]
