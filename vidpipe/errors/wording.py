"""Facts of the catalogue in words: the retry policy, the labels around a code."""

from __future__ import annotations

from dataclasses import dataclass

from vidpipe.errors.catalogue import CatalogueEntry, Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of one language."""

    facts: str
    yes: str
    no: str
    by_itself: str
    what_to_do: str
    at_command: str
    no_retry: str
    one_retry: str
    retries: str
    longest: str
    at_once: str
    after: str
    retry_after: str
    charged: dict[str, str]
    stop: str


WORDS: dict[Language, Words] = {
    "en": Words(
        facts="HTTP {http} · retried: {retried} · alert {priority}",
        yes="yes",
        no="no",
        by_itself="What happens by itself:",
        what_to_do="What to do:",
        at_command="What to do at the command line, without a task:",
        no_retry="Nothing: the same again would fail the same way",
        one_retry="vidpipe tries once more, {when}",
        retries="vidpipe tries up to {count} times more, the first time {when}, then after ever longer waits",
        longest=" of at most {seconds} s",
        at_once="at once",
        after="after {seconds} s",
        retry_after=", or later where the provider asks for it",
        charged={
            "yes": "The failed attempt is charged.",
            "unknown": "Whether the failed attempt is charged is not known.",
            "kept": "What was made before that is charged as always and kept; if nothing was made, nothing is charged.",
            "no": "",
        },
        stop=".",
    ),
    "zh-TW": Words(
        facts="HTTP {http} · 自動重試：{retried} · 警示 {priority}",
        yes="是",
        no="否",
        by_itself="系統會自動做什麼：",
        what_to_do="您可以怎麼做：",
        at_command="在命令列、沒有任務時：",
        no_retry="不會重試：原樣再試一次仍會失敗",
        one_retry="vidpipe 會{when}再試一次",
        retries="vidpipe 最多再試 {count} 次，首次會{when}，之後間隔逐次拉長",
        longest="，最長 {seconds} 秒",
        at_once="立即",
        after="在 {seconds} 秒後",
        retry_after="；若服務商要求等待更久，則依其要求",
        charged={
            "yes": "失敗的嘗試仍會計費。",
            "unknown": "失敗的嘗試是否計費並不確定。",
            "kept": "在此之前完成的內容照常計費並予以保留；若尚未製作任何內容，則不計費。",
            "no": "",
        },
        stop="。",
    ),
    "zh-CN": Words(
        facts="HTTP {http} · 自动重试：{retried} · 告警 {priority}",
        yes="是",
        no="否",
        by_itself="系统会自动做什么：",
        what_to_do="您可以怎么做：",
        at_command="在命令行、没有任务时：",
        no_retry="不会重试：原样再试一次仍会失败",
        one_retry="vidpipe 会{when}再试一次",
        retries="vidpipe 最多再试 {count} 次，首次会{when}，之后间隔逐次拉长",
        longest="，最长 {seconds} 秒",
        at_once="立即",
        after="在 {seconds} 秒后",
        retry_after="；如果服务商要求等待更久，则按其要求",
        charged={
            "yes": "失败的尝试仍会计费。",
            "unknown": "失败的尝试是否计费并不确定。",
            "kept": "在此之前完成的内容照常计费并予以保留；如果尚未制作任何内容，则不计费。",
            "no": "",
        },
        stop="。",
    ),
}


def happens_by_itself(entry: CatalogueEntry, language: Language) -> str:
    """Say in one or two sentences what the program does about a code without being asked, and who pays."""
    words, retry = WORDS[language], entry.retry
    if not entry.retryable:
        sentence = words.no_retry
    else:
        when = words.after.format(seconds=_number(retry.delay)) if retry.delay else words.at_once
        if retry.attempts == 2:
            sentence = words.one_retry.format(when=when)
        else:
            sentence = words.retries.format(count=retry.attempts - 1, when=when)
            sentence += words.longest.format(seconds=_number(retry.max_delay))
        if retry.honours_retry_after and retry.delay:
            sentence += words.retry_after
    space = " " if language == "en" and words.charged[entry.charged] else ""
    return sentence + words.stop + space + words.charged[entry.charged]


def facts(entry: CatalogueEntry, language: Language) -> str:
    """Give the machine facts of a code in one line."""
    words = WORDS[language]
    retried = words.yes if entry.retryable else words.no
    return words.facts.format(http=entry.http_status, retried=retried, priority=entry.priority)


def _number(seconds: float) -> str:
    return f"{seconds:g}"
