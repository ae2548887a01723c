"""The preflight says plainly what keeps the dashboard from starting, even to a Python that cannot run it."""

import ast
import socket
import sys
from pathlib import Path

import pytest

from geo import preflight


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind((preflight.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port():
    with socket.socket() as listener:
        listener.bind((preflight.HOST, 0))
        return listener.getsockname()[1]


@pytest.mark.parametrize(("version", "shown"), [((3, 10), "3.10"), ((3, 6), "3.6"), ((2, 7), "2.7")])
def test_an_old_python_is_named_with_the_one_that_is_needed(version, shown):
    (problem,) = preflight.python_problems(version)
    assert "Python 3.11 or newer is needed" in problem
    assert f"is {shown};" in problem
    assert "PYTHON=python3.12 make run" in problem


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (4, 0)])
def test_a_python_new_enough_is_accepted(version):
    assert preflight.python_problems(version) == []


def test_a_python_without_a_part_we_need_is_told_what_brings_it(monkeypatch):
    monkeypatch.setitem(preflight.PYTHON_PARTS, "_no_such_part", "a remedy")
    (problem,) = preflight.python_problems()
    assert "no no_such_part; it needs a remedy" in problem


def test_a_taken_port_is_named_with_a_way_out(taken_port):
    (problem,) = preflight.port_problems(taken_port)
    assert f"port {taken_port} is taken" in problem
    assert "PORT=8600 make run" in problem


def test_a_port_that_is_bound_but_does_not_answer_is_taken():
    with socket.socket() as listener:
        listener.bind((preflight.HOST, 0))
        (problem,) = preflight.port_problems(listener.getsockname()[1])
    assert "is taken" in problem


def test_a_free_port_is_accepted(free_port):
    assert preflight.port_problems(free_port) == []


def test_a_port_left_a_moment_ago_is_accepted():
    with socket.create_server((preflight.HOST, 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection((preflight.HOST, port)) as caller:
            accepted, _ = listener.accept()
            accepted.close()  # the side that closes first keeps the port in TIME_WAIT
            caller.recv(1)
    assert preflight.port_problems(port) == []


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    (problem,) = preflight.port_problems(port)
    assert "expected a port from 1 to 65535" in problem
    assert f"got {port}" in problem


def test_missing_and_differing_packages_are_named_with_the_command_that_installs_them(tmp_path):
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("# a comment\npytest==0.1  # another version\nno-such-package==1.0\n", encoding="utf-8")
    (problem,) = preflight.package_problems(wanted)
    assert f"pytest 0.1 ({pytest.__version__}), no-such-package 1.0 (absent)" in problem
    assert f"{sys.executable} -m pip install -r requirements.txt" in problem


def test_all_is_well_here(free_port, capsys):
    assert preflight.main(["--port", str(free_port)]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_problem_is_printed_in_one_line_and_fails(taken_port, capsys):
    assert preflight.main(["port", "--port", str(taken_port)]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith("seamline: port")
    assert printed.count("\n") == 1


def test_a_topic_nobody_knows_is_refused(capsys):
    with pytest.raises(SystemExit):
        preflight.main(["prot"])
    assert "expected topics of python, packages, port, got prot" in capsys.readouterr().err


def test_an_old_python_can_read_the_module():
    source = Path(preflight.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    hints = [hint for node in functions for hint in (node.returns, *(each.annotation for each in node.args.args))]
    assert [ast.unparse(hint) for hint in hints if not isinstance(hint, ast.Constant | ast.Name | None)] == []
    imported = {name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
