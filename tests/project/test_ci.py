"""Continuous integration: what `.ci/run` calls, and how careful the workflows are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKFLOWS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")}
ACTION = re.compile(r"uses: +(?P<action>\S+)@(?P<version>.+)")


def test_ci_runs_each_part_of_make_check_once_and_the_slow_tests_last() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    check = re.search(r"^check: ([a-z ]+?)  ##", makefile, re.MULTILINE)
    steps = re.search(r"^for step in (.+); do$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert check
    assert steps
    assert sorted(steps[1].split()) == sorted([*check[1].split(), "test-slow"])
    assert steps[1].split()[-1] == "test-slow"  # so that the output ends with the summary of pytest


def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it() -> None:
    actions = [match for text in WORKFLOWS.values() for match in ACTION.finditer(text)]
    assert len(actions) >= 6
    assert [m[0] for m in actions if not re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", m["version"])] == []
    commits = {(m["action"], m["version"]) for m in actions}
    assert len(commits) == len({action for action, _ in commits})


def test_no_workflow_keeps_credentials_or_has_more_permissions_than_it_needs() -> None:
    for name, text in WORKFLOWS.items():
        assert re.search(r"^permissions: \{\}$", text, re.MULTILINE), name
        assert text.count("actions/checkout@") == text.count("persist-credentials: false"), name
        assert "pull_request_target" not in text, name
        assert set(re.findall(r"^ +([a-z-]+): write$", text, re.MULTILINE)) <= {"id-token"}, name
    assert [name for name, text in WORKFLOWS.items() if ": write" in text] == ["release.yml"]


def test_ci_has_every_python_that_the_package_names() -> None:
    classifiers = re.findall(r":: (3\.\d+)\"", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for version in classifiers:
        assert f'"{version}"' in WORKFLOWS["ci.yml"]


def test_every_path_of_tests_that_ci_and_the_makefile_name_exists() -> None:
    texts = [*WORKFLOWS.values(), (ROOT / "Makefile").read_text(encoding="utf-8")]
    paths = {path for text in texts for path in re.findall(r"(?<![\w/])tests/[\w/.*]+", text)}
    assert len(paths) >= 6
    assert [path for path in sorted(paths) if not any(ROOT.glob(path.rstrip(".")))] == []


def test_every_make_command_that_contributing_and_the_workflows_name_is_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z-]+)`", contributing))
    for text in WORKFLOWS.values():
        named |= {target for line in re.findall(r"run: make (.+)", text) for target in line.split()}
    assert {"check", "lint", "test-slow", "test-lowest", "build"} <= named
    assert named <= targets
