"""`python -m geo verify`: what it says of a store that holds, of one that was changed, and of one that was cut short."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from geo.cli import main
from geo.store import open_store
from tests.store_samples import place, whole_dataset


@pytest.fixture
def url(tmp_path) -> str:
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with open_store(address) as store:
        store.write(whole_dataset(), author="Desk", reason="starter data")
        store.write([place("daquq", name="Daquq")], author="Ada", reason="a place was missing")
    return address


def verify(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(["verify", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def digests(url: str) -> list[str]:
    with open_store(url) as store:
        return [info.digest for info in store.revisions()]


def change(url: str, *commands: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for command in commands:
            connection.execute(command)
        connection.commit()


def test_a_store_that_holds_is_told_with_its_newest_digest(capsys, url):
    status, out, err = verify(capsys, "--url", url)
    assert (status, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith("seamline: all 2 revisions of sqlite:///")
    assert first.endswith(" hold")
    assert second.startswith("seamline: revision 2 of 2")
    assert second.endswith(f" UTC has the digest {digests(url)[-1]}")


def test_what_was_changed_behind_the_store_is_told_with_status_3(capsys, url):
    change(url, "UPDATE revision SET reason = 'another reason' WHERE number = 2")
    status, out, err = verify(capsys, "--url", url)
    assert (status, out) == (3, "")
    assert "revision 2 of the store" in err
    assert "its digest is not that of its contents" in err


@pytest.mark.parametrize("length", [64, 12])
def test_a_digest_noted_earlier_is_found_again(capsys, url, length):
    noted = digests(url)[0][:length]
    status, out, err = verify(capsys, "--url", url, "--digest", noted.upper())
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == (
        f"seamline: the digest {noted} is that of revision 1, which is there with all before it"
    )


def test_revisions_cut_off_are_told_by_the_digest_noted_earlier(capsys, url):
    noted = digests(url)[-1]
    change(url, "DELETE FROM place WHERE revision_from = 2", "DELETE FROM revision WHERE number = 2")
    assert verify(capsys, "--url", url)[0] == 0, "the chain alone cannot show it"
    status, _, err = verify(capsys, "--url", url, "--digest", noted)
    assert (status, "revisions have been cut off" in err) == (3, True)


def test_a_store_without_revisions_is_nothing_to_verify(capsys, tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'empty.sqlite'}") as empty:
        status, out, err = verify(capsys, "--url", empty.url)
    assert (status, out) == (1, "")
    assert "holds no revision" in err


@pytest.mark.parametrize("digest", ["abc", "z" * 64, "0" * 65])
def test_what_is_no_digest_is_wrong_usage(capsys, url, digest):
    with pytest.raises(SystemExit) as stopped:
        verify(capsys, "--url", url, "--digest", digest)
    assert stopped.value.code == 2
    assert "expected 12 to 64 characters" in capsys.readouterr().err
