#!/usr/bin/env python3
"""Runs the README's commands the way a reader would: in a folder that looks like the checkout, in their order.

usage: readme.py BUILD_FOLDER     (tools/demo and tools/test are only looked for here: they have tests of their own, and this is one of them)
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
build = pathlib.Path(sys.argv[1])
blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
problems = []
with tempfile.TemporaryDirectory() as folder:
    for name in ("tools", "mappings", "connectors", "schedules"):
        os.symlink(ROOT / name, pathlib.Path(folder) / name)
    os.mkdir(pathlib.Path(folder) / "build")
    os.symlink(build, pathlib.Path(folder) / "build/release")
    for line in "\n".join(blocks).splitlines():
        if line in ("tools/demo", "tools/test"):
            if not os.access(ROOT / line, os.X_OK):
                problems.append(f"README: {line} cannot be run")
            continue
        done = subprocess.run(["bash", "-ec", line], cwd=folder, capture_output=True, text=True)
        print(f"$ {line}\n{done.stdout}{done.stderr}", end="")
        if done.returncode != 0:
            problems.append(f"README: '{line}' ended with {done.returncode}")
if len(blocks) < 3:
    problems.append("README: the two commands and the first steps are not there")
commands = set(re.findall(r"`tilsig (\w+)", (ROOT / "README.md").read_text()))
known = subprocess.run([build / "bin/tilsig", "--help"], capture_output=True, text=True).stdout
for command in sorted(commands):
    if not re.search(rf"^\s+{command}\s", known, re.M):
        problems.append(f"README: there is no command 'tilsig {command}'")
for command in re.findall(r"^  (\w+)  ", known.split("Subcommands:")[-1], re.M):
    if command not in (ROOT / "README.md").read_text():
        problems.append(f"README: the command '{command}' is not described")
print("\n".join(problems))
sys.exit(1 if problems else 0)
