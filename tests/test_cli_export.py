"""`python -m geo export`: the file of a view of the store, and a clear word where there is none."""

from __future__ import annotations

import io
import itertools
import json
import sys
from pathlib import Path

import pytest

from geo import cli_export
from geo.bootstrap import seed
from geo.cli import main
from geo.exports import EXPORTS, about_view, press_pack
from geo.filters import Filter
from geo.prints import PrintSpec
from geo.store import open_store
from geo.view import view_of
from tests.export_readers import READERS


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.sqlite'}"
    with open_store(url) as store:
        assert seed(store)
    return url


def run(address: str, out: object, *, name: str = "csv", chosen: str = "", more: tuple[str, ...] = ()) -> int:
    return main(["export", "--format", name, "--filter", chosen, "--out", str(out), "--url", address, *more])


@pytest.mark.parametrize("name", EXPORTS)
def test_the_file_is_what_the_format_writes_of_the_view(name, address, tmp_path):
    file = tmp_path / f"articles{EXPORTS[name].ending}"
    assert run(address, file, name=name, chosen="from=2021-01-01&actor=isis&source=esta") == 0
    with open_store(address) as store:
        revision, dataset = store.revisions()[0], store.dataset()
    chosen, _ = Filter.from_params([("from", "2021-01-01"), ("actor", "isis"), ("source", "esta")])
    view = view_of(dataset, chosen)
    about = about_view(view, edition=1, edition_at=revision.at)
    assert file.read_bytes() == EXPORTS[name].write(view, about=about)
    assert [row["id"] for row in READERS[name](file.read_bytes())] == [i.id for i in view.incidents] != []


def test_the_map_has_the_layers_and_the_selection_of_the_filter(address, tmp_path):
    for name, chosen in (("whole", "source=esta"), ("bare", "source=esta&layers=marks&incident=kifri-2021-11-29")):
        assert run(address, tmp_path / name, name="html", chosen=chosen) == 0
    whole, bare = ((tmp_path / name).read_bytes() for name in ("whole", "bare"))
    assert len(bare) < len(whole)  # without fronts and agreements


def test_it_says_what_it_does_and_what_the_file_holds(address, tmp_path, capsys):
    assert run(address, tmp_path / "a.xlsx", name="xlsx", chosen="actor=isis&source=esta") == 0
    found = capsys.readouterr()
    assert found.out == ""
    assert "writing 3 incidents as Excel workbook ..." in found.err
    assert found.err.endswith("actor ISIS; as told by ESTA, 4 December 2021; 3 of 22, edition 1\n")


def test_what_takes_its_time_is_said_with_its_time(address, tmp_path, capsys, monkeypatch):
    ticks = itertools.count(step=5)
    monkeypatch.setattr(cli_export.time, "monotonic", lambda: next(ticks))
    assert run(address, tmp_path / "a.csv") == 0
    assert "done in 5.0 s" in capsys.readouterr().err


def test_a_csv_file_gets_its_codebook_beside_it(address, tmp_path):
    assert run(address, tmp_path / "a.csv") == 0
    metadata = json.loads((tmp_path / "a.csv-metadata.json").read_text(encoding="utf-8"))
    assert metadata["url"] == "a.csv"
    assert run(address, tmp_path / "a.kml", name="kml") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.csv-metadata.json", "a.kml"]


def test_the_link_in_the_file_is_pinned_to_the_edition(address, tmp_path):
    where = ("--dashboard", "https://map.example.org/x")
    assert run(address, tmp_path / "a.geojson", name="geojson", chosen="actor=isis", more=where) == 0
    document = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert document["seamline"]["about"]["address"] == "https://map.example.org/x?actor=isis&edition=1"


def test_a_question_mark_before_the_filter_does_no_harm(address, tmp_path):
    for file, chosen in (("a.csv", "source=esta"), ("b.csv", "?source=esta")):
        assert run(address, tmp_path / file, chosen=chosen) == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_hyphen_writes_to_standard_output(address, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", out)
    assert run(address, "-", chosen="source=esta") == 0
    assert [row["id"] for row in READERS["csv"](out.buffer.getvalue())] != []


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("from=yesterday", "from='yesterday': expected a day"),
        ("from=2021-02-01&to=2021-01-01", "The period: expected"),
        ("actr=isis", "'actr': Seamline has no"),
        ("actor=nobody", "actor='nobody': this edition"),
        ("edition=99", "edition=99: expected an edition from 1 to 1, got 99"),
        ("to=2021-01-01&to=2021-01-02", "to: expected one value, got 2"),
    ],
)
def test_a_filter_that_cannot_be_used_writes_nothing(address, tmp_path, capsys, chosen, said):
    file = tmp_path / "a.csv"
    file.write_bytes(b"as before")
    assert run(address, file, chosen=chosen) == 2
    found = capsys.readouterr().err
    assert said in found
    assert "nothing is written; correct --filter" in found
    assert file.read_bytes() == b"as before"


def test_an_unknown_format_names_the_formats_there_are(address, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(address, tmp_path / "a", name="docx")
    assert stopped.value.code == 2
    found = capsys.readouterr().err
    assert all(name in found for name in (*EXPORTS, "press-pack"))


def test_an_incident_that_is_not_there_changes_no_file(address, tmp_path, capsys):
    assert run(address, tmp_path / "a.csv", chosen="incident=gone-2021-01-01") == 0
    assert "incident='gone-2021-01-01' is left out: this edition has no such incident." in capsys.readouterr().err
    assert run(address, tmp_path / "b.csv") == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("where", ["javascript:alert(1)", "map.example.org", "https://u:p@x.org", "https://x.org/?a=1"])
def test_an_address_that_is_no_dashboards_is_refused(address, tmp_path, capsys, where):
    assert run(address, tmp_path / "a.kml", name="kml", more=("--dashboard", where)) == 2
    assert (
        f"expected --dashboard to be where readers open the dashboard, such as https://example.org/map, got {where!r}"
        in (capsys.readouterr().err)
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_store_is_said_to_be_empty(tmp_path, capsys):
    with open_store(f"sqlite:///{tmp_path / 'new.sqlite'}") as store:
        assert run(store.url, tmp_path / "a.csv") == 3
    assert "got an empty one" in capsys.readouterr().err
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("command", ["export", "verify", "site"])
def test_a_command_that_reads_makes_no_store_where_there_is_none(tmp_path, capsys, command):
    (tmp_path / "other.sqlite").touch()
    more = {"export": ["--format", "csv", "--out", str(tmp_path / "a")], "site": [str(tmp_path / "a")]}
    for file in (tmp_path / "none" / "q.sqlite", tmp_path / "other.sqlite"):
        assert main([command, *more.get(command, []), "--url", f"sqlite:///{file}"]) == 3
        found = capsys.readouterr().err
        assert f"expected a store at sqlite:///{file}, got none there; correct --url or SEAMLINE_DATABASE_URL" in found
    assert [(path.name, path.stat().st_size) for path in tmp_path.iterdir()] == [("other.sqlite", 0)]


def test_a_folder_that_is_not_there_is_named(address, tmp_path, capsys):
    assert run(address, tmp_path / "none" / "a.csv") == 3
    assert "cannot be written: No such file or directory" in capsys.readouterr().err


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(address, tmp_path, monkeypatch, capsys):
    file = tmp_path / "a.kml"
    file.write_bytes(b"as before")

    def full(self: Path, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert run(address, file, name="kml") == 3
    assert "No space left on device" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.kml"]
    assert file.read_bytes() == b"as before"


def test_stopped_by_hand_it_writes_nothing(address, tmp_path, monkeypatch, capsys):
    def stopped(*arguments: object, **options: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_export, "view_of", stopped)
    assert run(address, tmp_path / "a.csv") == 130
    assert "stopped; nothing is written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_press_pack_is_written_part_by_part(address, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(press_pack, "PICTURES", (("map-small.png", PrintSpec(size=(480, 480))),))
    monkeypatch.setenv("SEAMLINE_PUBLIC_URL", "https://map.example.org/x")
    assert run(address, tmp_path / "p.zip", name="press-pack", chosen="source=esta") == 0
    said = capsys.readouterr().err
    assert "part 1 of " in said
    assert ": Picture map-small.png ..." in said
    assert said.endswith("as told by ESTA, 4 December 2021; 3 of 22, edition 1\n")
    chosen = Filter(sources=("esta",))
    with open_store(address) as store:
        view, at = view_of(store.dataset(), chosen), store.revisions()[0].at
    about = about_view(view, edition=1, edition_at=at, base="https://map.example.org/x/")
    assert (tmp_path / "p.zip").read_bytes() == press_pack.write_press_pack(view, about=about)


def test_a_press_pack_that_is_stopped_leaves_no_half_file(address, tmp_path, capsys, monkeypatch):
    file = tmp_path / "p.zip"
    file.write_bytes(b"as before")

    def stopped(*arguments: object, **options: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(press_pack, "print_map", stopped)
    assert run(address, file, name="press-pack") == 130
    assert "part 1 of" in capsys.readouterr().err
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("p.zip", b"as before")]
