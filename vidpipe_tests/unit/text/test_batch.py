from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from vidpipe.errors import InvalidInput
from vidpipe.models import Brief
from vidpipe.text.batch import BatchItem, plan_batch
from vidpipe.text.brief_template import BriefTemplate
from vidpipe.text.csv_table import read_table

EXAMPLE = Path(__file__).parents[3] / "examples/batch"
PLAIN = """
title: {{ name }}
script:
  - narration: Buy {{ name }} for {{ price }} today.
"""
HOSTILE = [
    'a "quoted" cell',
    "it's: a mapping",
    "two\nlines\n\nand a third",
    "Tea\npublish: {visibility: public}\nmax_cost: 100000",
    "{{ 7 * 7 }} {% raw %} {# no #}",
    "=cmd|' /C calc'!A0",
    "- a list\n- of two",
    "# no comment",
    "&anchor *alias !!python/object:os.system <<: {}",
    "| block\n  > scalar",
    "茶壺 🍵 👨‍👩‍👧 שלום العربية हिन्दी",
    "\ue000" + "0" + "\ue000",
    "yes",
    "null",
    "1e3",
    "<b>&amp;</b>",
    "\\u0041 \\n",
    "@`%\t\u0085\u2028",
]


def items(folder: Path, template: str, *rows: list[str], limit: int | None = None) -> list[BatchItem]:
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (folder / "t.yaml.j2").write_text(template, encoding="utf-8")
    table = read_table(folder / "t.csv", delimiter=",")
    return plan_batch(table, BriefTemplate(folder / "t.yaml.j2", table), limit=limit)


def briefs(folder: Path, template: str, *rows: list[str]) -> list[Brief]:
    return [item.brief for item in items(folder, template, *rows)]


def narration(brief: Brief) -> str:
    assert brief.script is not None
    return brief.script.scenes[0].narration


def refusal(folder: Path, template: str, *rows: list[str]) -> str:
    with pytest.raises(InvalidInput) as caught:
        items(folder, template, *rows)
    return caught.value.message


HEADER = ["Name", "Price"]


def test_a_row_becomes_a_brief(tmp_path: Path) -> None:
    made = briefs(tmp_path, PLAIN, HEADER, ["Tea", "3 €"], ["Pan", "34 €"])
    assert [brief.title for brief in made] == ["Tea", "Pan"]
    assert narration(made[1]) == "Buy Pan for 34 € today."


@pytest.mark.parametrize("cell", HOSTILE)
@pytest.mark.parametrize(
    "written", ["{{ name }}", '"{{ name }}"', "'{{ name }}'", "|\n      {{ name }}", "[{{ name }}]"]
)
def test_a_cell_is_text_however_the_template_writes_it(tmp_path: Path, cell: str, written: str) -> None:
    listed = written.startswith("[")
    template = f"title: T\nscript:\n  - narration: N\n    {'points' if listed else 'heading'}: {written}\n"
    [brief] = briefs(tmp_path, template, HEADER, [cell, "1"])
    assert brief.script is not None
    scene = brief.script.scenes[0]
    assert scene.points == [cell.strip()] if listed else scene.heading.removesuffix("\n") == cell
    assert (brief.max_cost, brief.publish.visibility) == (None, None)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60),
    price=st.text(st.sampled_from("{}%\"'\\:#-&*!|>@`=,;\n\t 07a🍵\ue000"), max_size=30),
)
@example(name="x", price="{{ name }}")
@example(name="x\npublish: off", price=" #")
def test_no_cell_becomes_anything_but_text(tmp_path: Path, name: str, price: str) -> None:
    if not name.strip():
        return
    [brief] = briefs(tmp_path, PLAIN, HEADER, [name, price])
    assert brief.title == name
    assert narration(brief) == f"Buy {name} for {price} today."
    assert brief.model_fields_set == {"title", "script"}


def test_numbers_lists_and_conditions_are_what_the_template_makes_of_cells(tmp_path: Path) -> None:
    template = """
    title: {{ name|upper }}
    fps: {{ price|int }}
    publish: {{ {"tags": tags.split(";"), "description": name}|tojson }}
    script:
      {% for tag in tags.split(";") %}
      - narration: "{{ loop.index }}: {{ tag }}"
        points: {{ tags.split(";") }}
      {% endfor %}
    """
    [brief] = briefs(tmp_path, template, [*HEADER, "Tags"], ["tea: <b>", "25", "a: b;c"])
    assert (brief.title, brief.fps) == ("TEA: <B>", 25)
    assert (brief.publish.tags, brief.publish.description) == (["a: b", "c"], "tea: <b>")
    assert brief.script is not None
    assert [scene.narration for scene in brief.script.scenes] == ["1: a: b", "2: c"]
    assert brief.script.scenes[1].points == ["a: b", "c"]


def test_parts_that_a_template_prints_into_itself_stay_text(tmp_path: Path) -> None:
    template = "{% set both %}{{ name }} and {{ price }}{% endset %}title: {{ both }}\narticle: {{ both|upper }}\n"
    [brief] = briefs(tmp_path, template, HEADER, ["a: b", '"c"'])
    assert (brief.title, brief.article) == ('a: b and "c"', 'a: b AND "c"')


def test_a_filter_that_cuts_what_was_printed_is_refused(tmp_path: Path) -> None:
    template = "{% set both %}{{ name }} and more{% endset %}title: {{ both[1:] }}\narticle: x\n"
    assert "a filter cuts or changes what was printed already" in refusal(tmp_path, template, HEADER, ["a", "b"])


def test_html_filters_open_no_way_into_the_yaml(tmp_path: Path) -> None:
    for printed in ("name|e", "name|safe", "name|forceescape"):
        template = f"title: {{{{ {printed} }}}}\narticle: x\n"
        [brief] = briefs(tmp_path, template, HEADER, ["a\nfps: 60", "b"])
        assert (brief.title, brief.fps) == ("a\nfps: 60", 30)


def test_a_missing_column_is_named_with_its_rows(tmp_path: Path) -> None:
    template = "title: {{ nme }}\narticle: x\n"
    said = refusal(tmp_path, template, HEADER, *[["Tea", "1"]] * 7)
    assert said == "rows 2, 3, 4, 5 and 3 more: there is no column 'nme'; did you mean 'name'?"
    said = refusal(tmp_path, 'title: {{ row["Size"] }}\narticle: x\n', HEADER, ["Tea", "1"])
    assert said == "row 2: there is no column 'Size'; the columns are name, price"


def test_every_row_is_checked_before_anything_is_refused(tmp_path: Path) -> None:
    template = "title: T\narticle: {{ name }}\nduration: {{ price }}\n"
    said = refusal(tmp_path, template, HEADER, ["Tea", "30"], ["", "30"], ["Pan", "soon"], ["Cup", "-1"])
    assert "row 3: article is empty" in said
    assert "row 4: duration: 'soon' is not a number" in said
    assert "row 5: duration: '-1' is out of range" in said
    assert "row 2" not in said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("title: {{ name\n", "is no template: line 1"),
        ("title: {{ name|nofilter }}\n", "is no template: line 1: No filter named 'nofilter'"),
        ("title: {{ 1 // 0 }}\narticle: x\n", "row 2: the template cannot be filled in"),
        ("title: {{ name.__class__.__mro__ }}\narticle: x\n", "row 2"),
        ("title: {{ name.nothing() }}\narticle: x\n", "row 2"),
        ("{% include '/etc/passwd' %}", "row 2: the template cannot be filled in"),
        ("title: [\n", "row 2: this is not YAML: line 2"),
        ("{{ name }}", "row 2: a brief is a mapping of fields"),
        ("title: {{ range }}\narticle: x\n", "row 2: the template cannot be filled in"),
    ],
)
def test_a_template_that_cannot_be_is_explained(tmp_path: Path, template: str, said: str) -> None:
    assert said in refusal(tmp_path, template, HEADER, ["Tea", "1"])


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    assert "has no rows" in refusal(tmp_path, PLAIN, HEADER)


def test_files_are_looked_for_beside_the_template(tmp_path: Path) -> None:
    template = "title: T\narticle: x\navatar: {image: {{ name }}}\n"
    assert "row 2: There is no file" in refusal(tmp_path, template, HEADER, ["me.png", "1"])
    (tmp_path / "me.png").write_bytes(b"one")
    [first] = items(tmp_path, template, HEADER, ["me.png", "1"])
    assert first.brief.avatar.image == str(tmp_path / "me.png")
    (tmp_path / "me.png").write_bytes(b"two")
    [second] = items(tmp_path, template, HEADER, ["me.png", "1"])
    assert first.key != second.key


@pytest.mark.parametrize(
    ("template", "file"),
    [
        ("title: T\narticle: {file: {{ name }}}\n", "tea.md"),
        ("title: T\narticle: x\npublish: {thumbnail: {{ name }}}\n", "tea.png"),
    ],
)
def test_another_content_of_a_file_is_another_video(tmp_path: Path, template: str, file: str) -> None:
    keys = []
    for content in ("Tea needs hot water.", "Tea needs time."):
        (tmp_path / file).write_text(content)
        keys += [item.key for item in items(tmp_path, template, HEADER, [file, "1"])]
    assert keys[0] != keys[1]


def test_keys_follow_from_template_and_cells_alone(tmp_path: Path) -> None:
    rows = [HEADER, ["Tea", "1"], ["Pan", "2"]]
    keys = [item.key for item in items(tmp_path, PLAIN, *rows)]
    assert keys == [item.key for item in items(tmp_path, PLAIN, *rows)]
    assert len(set(keys)) == 2
    # The place in the table does not matter: rows may be added above.
    assert keys == [item.key for item in items(tmp_path, PLAIN, HEADER, ["Cup", "3"], *rows[1:])][1:]
    assert keys[0] != items(tmp_path, PLAIN + "fps: 60\n", *rows)[0].key


def test_a_limit_takes_the_first_rows(tmp_path: Path) -> None:
    rows = [["Tea", str(number)] for number in range(5)]
    assert [item.row for item in items(tmp_path, PLAIN, HEADER, *rows, limit=2)] == [2, 3]


def test_the_example_makes_briefs() -> None:
    table = read_table(EXAMPLE / "products.csv")
    made = plan_batch(table, BriefTemplate(EXAMPLE / "product.yaml.j2", table))
    assert [item.brief.title for item in made] == ["Aurora kettle", 'Pan "Nonna"', "茶壺"]
    assert made[0].brief.publish.tags == ["kettle", "product"]


def test_hundreds_of_rows_are_checked_in_linear_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = []
    render = BriefTemplate._rendered
    monkeypatch.setattr(BriefTemplate, "_rendered", lambda self, row: rendered.append(row) or render(self, row))
    rows = [[f"Tea {number}", "x" * 500] for number in range(200)]
    assert len(items(tmp_path, PLAIN, HEADER, *rows)) == 200
    assert len(rendered) == 200
