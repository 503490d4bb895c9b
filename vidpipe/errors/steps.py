"""What a person can do about an error, where they are: for their task, or for a command that has none."""

from __future__ import annotations

from vidpipe.errors.catalogue import CatalogueEntry, Language


def steps(
    entry: CatalogueEntry, language: Language = "en", *, task_id: object = None, trace_id: object = None
) -> tuple[str, ...]:
    """Return the steps of the recovery, with those ids filled in that are known."""
    known = {"TASK_ID": task_id, "TRACE_ID": trace_id}
    return tuple(_filled(step, known) for step in entry.recovery[language])


def steps_at_command(entry: CatalogueEntry, language: Language = "en") -> tuple[str, ...]:
    """Return the steps for a command that has no task; those that only a task's id makes possible are left out."""
    if entry.at_command:
        return entry.at_command[language]
    return tuple(step for step in entry.recovery[language] if "TASK_ID" not in step and "TRACE_ID" not in step)


def _filled(step: str, known: dict[str, object]) -> str:
    for name, value in known.items():
        step = step if value is None else step.replace(name, str(value))
    return step
