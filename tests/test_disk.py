"""Files are written whole or not at all."""

import os
import stat

import pytest

from geo.disk import made_beside, write_whole


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_replaced_and_others_may_read_it(tmp_path):
    target = tmp_path / "map.csv"
    write_whole(target, b"one")
    write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert names(tmp_path) == ["map.csv"]


def test_a_write_that_breaks_off_leaves_what_stood_there_and_nothing_beside_it(tmp_path):
    target = tmp_path / "map.csv"
    target.write_bytes(b"old")

    def break_off():
        with made_beside(target) as made:
            made.write_bytes(b"half")
            assert target.read_bytes() == b"old"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["map.csv"]


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "files").mkdir()
    link = tmp_path / "newest.csv"
    link.symlink_to(tmp_path / "files" / "map.csv")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "files" / "map.csv").read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["missing/map.csv", "."])
def test_what_cannot_be_written_is_an_error_of_the_system(tmp_path, name):
    with pytest.raises(OSError, match=r"No such file|Is a directory"):
        write_whole(tmp_path / name, b"x")
    assert names(tmp_path) == []
