"""Simulator of the YouTube Data API v3 and of Google's accounts.

``/youtube`` stands for https://www.googleapis.com (so that the API is ``/youtube/youtube/v3`` and uploads go to
``/youtube/upload/youtube/v3``), ``/youtube/oauth2`` for https://oauth2.googleapis.com, ``/youtube/accounts`` for
https://accounts.google.com, and ``/youtube-site`` for https://www.youtube.com and https://i.ytimg.com.
"""

from vidpipe.sandbox.youtube.service import YouTube

__all__ = ["YouTube"]
