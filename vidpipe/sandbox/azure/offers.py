"""Azure Speech's voices and output formats, as its lists name them."""

from __future__ import annotations

from collections.abc import Mapping

from vidpipe.sandbox.sound_formats import SoundFormat

_STYLES = ("cheerful", "newscast", "sad")
_NAMES = {
    "en-US": {"JennyNeural": "Female", "GuyNeural": "Male", "AriaNeural": "Female"},
    "en-GB": {"SoniaNeural": "Female", "RyanNeural": "Male"},
    "de-DE": {"KatjaNeural": "Female", "ConradNeural": "Male"},
    "fr-FR": {"DeniseNeural": "Female", "HenriNeural": "Male"},
    "es-ES": {"ElviraNeural": "Female", "AlvaroNeural": "Male"},
    "ja-JP": {"NanamiNeural": "Female", "KeitaNeural": "Male"},
    "zh-CN": {"XiaoxiaoNeural": "Female", "YunxiNeural": "Male"},
    "zh-TW": {"HsiaoChenNeural": "Female", "YunJheNeural": "Male"},
}

VOICES: Mapping[str, str] = {f"{locale}-{name}": locale for locale, names in _NAMES.items() for name in names}
"""Short name → locale."""

_PCM = {8_000: "8khz", 16_000: "16khz", 22_050: "22050hz", 24_000: "24khz", 44_100: "44100hz", 48_000: "48khz"}
_MP3 = {16: (32, 64, 128), 24: (48, 96, 160), 48: (96, 192)}
_OPUS = (16, 24, 48)


def _formats() -> dict[str, SoundFormat]:
    found: dict[str, SoundFormat] = {}
    for rate, name in _PCM.items():
        found[f"riff-{name}-16bit-mono-pcm"] = SoundFormat(codec="wav", rate=rate, media_type="audio/x-wav")
        found[f"raw-{name}-16bit-mono-pcm"] = SoundFormat(codec="pcm", rate=rate, media_type="audio/basic")
    for kilohertz, bit_rates in _MP3.items():
        for kilobits in bit_rates:
            wanted = SoundFormat(codec="mp3", rate=kilohertz * 1000, bit_rate=kilobits * 1000, media_type="audio/mpeg")
            found[f"audio-{kilohertz}khz-{kilobits}kbitrate-mono-mp3"] = wanted
    for kilohertz in _OPUS:
        wanted = SoundFormat(codec="opus", rate=kilohertz * 1000, media_type="audio/ogg")
        found[f"ogg-{kilohertz}khz-16bit-mono-opus"] = wanted
    return found


FORMATS: Mapping[str, SoundFormat] = _formats()


def voice_rows() -> list[dict[str, object]]:
    """Describe every voice as ``voices/list`` does."""
    return [
        {
            "Name": f"Microsoft Server Speech Text to Speech Voice ({locale}, {name})",
            "DisplayName": name.removesuffix("Neural"),
            "ShortName": f"{locale}-{name}",
            "Locale": locale,
            "Gender": gender,
            "SampleRateHertz": "24000",
            "VoiceType": "Neural",
            "Status": "GA",
            "StyleList": list(_STYLES) if locale == "en-US" else [],
            "WordsPerMinute": "152",
        }
        for locale, names in _NAMES.items()
        for name, gender in names.items()
    ]
