#!/usr/bin/env python3
"""Rules about the structure that no compiler knows: layers, connector folders, headers, files that outgrow one idea.

usage: rooms.py RULE   (includes | connectors | mutations | sizes | words)
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


def rooms():
    """room -> (layer, rooms it may include), from the tilsig_room() calls."""
    found = {}
    for path in SRC.glob("*/CMakeLists.txt"):
        text = re.sub(r"#.*", "", path.read_text())
        call = re.search(r"tilsig_room\((\w+)\s+LAYER\s+(\d+)(?:\s+ROOMS\s+([\w\s]*?))?(?:\s+PACKAGES[^)]*)?\)", text)
        if call:
            found[call[1]] = (int(call[2]), set((call[3] or "").split()))
    found.setdefault("spi", (2, set()))
    return found


def check_includes():
    known = rooms()
    for name, (layer, uses) in known.items():
        for used in uses:
            if known[used][0] >= layer:
                yield f"src/{name}/CMakeLists.txt: room {name} (layer {layer}) lists {used} (layer {known[used][0]}); rooms look down only"
    for path in sorted(SRC.rglob("*.?pp")):
        room = path.relative_to(SRC).parts[0]
        if room not in known:
            continue  # main.cpp and fetch_*.cpp: composition roots
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'#include "(\w+)/', line)
            if match and match[1] != room and match[1] not in known[room][1]:
                yield f"{path.relative_to(ROOT)}:{number}: room {room} includes {match[1]}, which its CMakeLists.txt does not list"


def check_connectors():
    headings = ["What it speaks", "Options", "Proof of completeness", "Cursor", "Limits"]
    protocols = ROOT / "connectors/protocols"
    for folder in sorted(p for p in protocols.iterdir() if p.is_dir()):
        readme = folder / "README.md"
        text = readme.read_text() if readme.exists() else ""
        for heading in headings:
            if not re.search(rf"^## {heading}$", text, re.M):
                yield f"connectors/protocols/{folder.name}/README.md: the heading '## {heading}' is missing"
        sources = list(folder.glob("*.cpp"))
        if not sources:
            continue
        for wanted in ("sample.yaml", "testcases"):
            if not (folder / wanted).exists():
                yield f"connectors/protocols/{folder.name}: {wanted} is missing"
        for source in sources + list(folder.glob("*.hpp")):
            for number, line in enumerate(source.read_text().splitlines(), 1):
                match = re.match(r'#include "(\w+)/', line)
                if match and match[1] != "spi":
                    yield f"{source.relative_to(ROOT)}:{number}: a connector includes src/{match[1]}; it may see spi only"
        code = "\n".join(source.read_text() for source in sources)
        names = re.search(r"std::array options\{([^}]*)\}", code)
        for option in re.findall(r'"(\w+)"', names[1] if names else ""):
            if f"`{option}`" not in text:
                yield f"connectors/protocols/{folder.name}/README.md: option `{option}` is not described"
    for folder in sorted(p for p in (ROOT / "connectors").iterdir() if p.is_dir() and p.name != "protocols"):
        for wanted in ("README.md", "source.yaml"):
            if not (folder / wanted).exists():
                yield f"connectors/{folder.name}: {wanted} is missing"


def check_mutations():
    folder = ROOT / "tests/mutations"
    for patch in sorted(folder.glob("*.patch")):
        test = patch.with_suffix(".test")
        if not test.exists() or not test.read_text().strip():
            yield f"{patch.relative_to(ROOT)}: {test.name} must name the tests that turn red"
        applies = subprocess.run(["git", "apply", "--check", str(patch)], cwd=ROOT, capture_output=True, text=True)
        if applies.returncode != 0:
            yield f"{patch.relative_to(ROOT)}: does not apply any more: {applies.stderr.splitlines()[0]}"
    if not any(folder.glob("*.patch")):
        yield "tests/mutations: no patches are kept"


def check_sizes():
    for folder in ("src", "connectors"):
        for path in sorted((ROOT / folder).rglob("*.?pp")):
            lines = len(path.read_text().splitlines())
            if lines > 450:
                yield f"{path.relative_to(ROOT)}: {lines} lines; which second idea moved in?"
    for room in rooms():
        if not (SRC / room / "README.md").exists():
            yield f"src/{room}: README.md is missing"


def check_words():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    for folder in ("src", "connectors", "mappings", "schedules", "tools"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file():
                for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                    if marks.search(line):
                        yield f"{path.relative_to(ROOT)}:{number}: unfinished business: {line.strip()}"


RULES = {"includes": check_includes, "connectors": check_connectors, "mutations": check_mutations, "sizes": check_sizes,
         "words": check_words}

if __name__ == "__main__":
    problems = list(RULES[sys.argv[1]]())
    print("\n".join(problems) if problems else f"{sys.argv[1]}: in order")
    sys.exit(1 if problems else 0)
