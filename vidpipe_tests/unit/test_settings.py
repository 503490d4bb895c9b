from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError

import vidpipe
from vidpipe.console.settings import OF_ITS_OWN_PROCESSES, example, unknown_settings, variables
from vidpipe.project import project_path
from vidpipe.providers.registry import PROVIDERS
from vidpipe.providers.services import service_of
from vidpipe.settings import LOCAL_PROVIDERS, Settings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    yield


def test_the_example_file_is_what_the_command_writes() -> None:
    """After a change of settings: python -m vidpipe.console.settings > .env.example"""
    assert project_path(".env.example").read_text(encoding="utf-8") == example()


def test_the_example_file_names_every_setting_with_its_meaning() -> None:
    text = example()
    for variable, (kind, field) in variables().items():
        assert f"\n# {variable}=" in text, variable
        description = kind.model_fields[field].description
        assert description, f"{variable} is described nowhere"
        assert f"\n# {description}\n# {variable}=" in text


def test_every_line_of_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in example().splitlines() if re.match(r"# VIDPIPE_\w+=", line)]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    assert set(dotenv_values(".env")) == set(variables())
    for kind in {kind for kind, _ in variables().values()}:
        read, default = kind(), kind.model_construct()
        for variable, (of, field) in variables().items():
            if of is kind and not str(field).endswith("_dir"):
                assert getattr(read, field) == getattr(default, field), variable


def test_the_example_file_holds_no_secret() -> None:
    for variable, (kind, field) in variables().items():
        if SecretStr.__name__ in str(kind.model_fields[field].annotation):
            assert f"# {variable}=\n" in example()


def test_every_variable_that_is_read_is_known() -> None:
    read: set[str] = set()
    for path in Path(vidpipe.__file__).parent.rglob("*.py"):
        read |= set(re.findall(r"environ(?:\[|\.get\()\"(VIDPIPE_\w+)", path.read_text(encoding="utf-8")))
    assert read
    assert read <= set(variables()) | OF_ITS_OWN_PROCESSES


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("VIDPIPE_DID_KEY", "did you mean VIDPIPE_DID_API_KEY?"),
        ("VIDPIPE_GEMNI_API_KEY", "did you mean VIDPIPE_GEMINI_API_KEY?"),
        ("vidpipe_prot", "did you mean VIDPIPE_PORT?"),
        ("VIDPIPE_YOUTUBE_CLIENTID", "did you mean VIDPIPE_YOUTUBE_CLIENT_ID?"),
        ("VIDPIPE_QXZ", ".env.example names every setting."),
    ],
)
def test_a_setting_that_nobody_reads_is_told_with_the_nearest_right_name(name: str, told: str, tmp_path: Path) -> None:
    (problem,) = unknown_settings({name: "1"})
    assert problem.startswith(f"{name} in the environment is no setting")
    assert problem.endswith(told)
    (tmp_path / ".env").write_text(f"{name}=1\n", encoding="utf-8")
    (problem,) = unknown_settings({})
    assert problem.startswith(f"{name} in .env is no setting")


def test_what_is_right_or_none_of_ours_is_not_told(tmp_path: Path) -> None:
    right = {**dict.fromkeys(variables(), ""), **dict.fromkeys(OF_ITS_OWN_PROCESSES, "")}
    assert unknown_settings({**right, "vidpipe_port": "1", "PATH": "/bin", "OPENAI_API_KEY": "another program's"}) == []
    (tmp_path / ".env").write_text("COMPOSE_PROJECT_NAME=x\n", encoding="utf-8")
    assert unknown_settings({}) == []


def test_a_key_without_the_prefix_is_told_where_it_can_only_be_meant_for_us(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GEMINI_API_KEY=abc\n", encoding="utf-8")
    assert unknown_settings({}) == ["GEMINI_API_KEY in .env has no effect; did you mean VIDPIPE_GEMINI_API_KEY?"]


def test_folders_become_absolute(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.data_dir == tmp_path / ".vidpipe"
    assert settings.published_dir == tmp_path / ".vidpipe" / "published"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDPIPE_PORT", "4321")
    monkeypatch.setenv("VIDPIPE_DATABASE_URL", "postgres://u:p@h/d")
    assert Settings().port == 4321
    assert Settings().database_url == "postgresql://u:p@h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORT", "x"), ("DATABASE_URL", "mysql://h"), ("LOG_LEVEL", "loud"), ("IMAGE_PROVIDER", "dalle")],
)
def test_a_bad_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"VIDPIPE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_every_provider_that_takes_no_session_is_part_of_vidpipe() -> None:
    services = {name for kind in PROVIDERS.values() for name, build in kind.items() if "_service" in build.__qualname__}
    assert {name for kind in PROVIDERS.values() for name in kind} - services <= LOCAL_PROVIDERS
    assert services & LOCAL_PROVIDERS == set()
    assert all(service_of(name) for name in services)
    assert not any(service_of(name) for name in LOCAL_PROVIDERS)


def test_one_service_is_enough_to_use_services(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().uses_services
    monkeypatch.setenv("VIDPIPE_SPEECH_PROVIDER", "elevenlabs")
    assert Settings().uses_services
