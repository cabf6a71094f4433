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


def known_programs():
    """Names of the test programs: one per folder of tests/unit and tests/integration, and the scenarios."""
    programs = {f"{label}_{folder.name}" for label in ("unit", "integration") for folder in (ROOT / "tests" / label).iterdir()}
    cmake = (ROOT / "tests/scenarios/CMakeLists.txt").read_text()
    return programs | set(re.findall(r"^(?:tilsig_test|add_executable)\((\w+)", cmake, re.M))


def check_mutation_table(kept):
    """The page of the folder and the folder tell the same."""
    page = "tests/mutations/README.md"
    text = (ROOT / page).read_text()
    rows = re.findall(r"^\| (\d+|-) \| ([\w-]+) \|$", text, re.M)
    listed = [name for _, name in rows]
    for name in sorted(set(kept) - set(listed)):
        yield f"{page}: {name} has no row"
    for name in sorted(set(listed) - set(kept)):
        yield f"{page}: there is no {name}.patch"
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"{page}: {name} has two rows"
    promises = re.findall(r"^\| (\d+) [^|]+\| ([^|]*)\| ([^|]*)\|$", text, re.M)
    if [number for number, _, _ in promises] != [str(number) for number in range(1, 13)]:
        yield f"{page}: the promises 1 to 12 need one row each"
    broken = {number for number, _ in rows}
    for number, proof, open_part in promises:
        if bool(proof.strip()) != (number in broken):
            yield f"{page}: promise {number} has {'no patch' if proof.strip() else 'patches but no proof'}"
        if not proof.strip() and not open_part.strip():
            yield f"{page}: promise {number} is neither proven nor named as not built"


def check_mutations():
    folder = ROOT / "tests/mutations"
    kept = [patch.stem for patch in sorted(folder.glob("*.patch"))]
    if not kept:
        yield "tests/mutations: no patches are kept"
        return
    for name in kept:
        patch, test = folder / f"{name}.patch", folder / f"{name}.test"
        if not test.exists() or not test.read_text().strip():
            yield f"{patch.relative_to(ROOT)}: {test.name} must name the tests that turn red"
        applies = subprocess.run(["git", "apply", "--check", str(patch)], cwd=ROOT, capture_output=True, text=True)
        if applies.returncode != 0:
            yield f"{patch.relative_to(ROOT)}: does not apply any more: {applies.stderr.splitlines()[0]}"
    for test in sorted(folder.glob("*.test")):
        if test.stem not in kept:
            yield f"{test.relative_to(ROOT)}: there is no patch of this name"
    yield from check_mutation_table(kept)
    programs = known_programs()
    listed = subprocess.run([ROOT / "tools/mutations", "--list"], capture_output=True, text=True)
    if listed.returncode != 0:
        yield f"tools/mutations --list: {listed.stderr.strip()}"
    for line in listed.stdout.splitlines():
        name, _, needed = line.partition(": ")
        for program in needed.split(", "):
            if program != "no program" and program not in programs:
                yield f"tests/mutations/{name}.test: there is no test program '{program}'"


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
    # XXX is also the code of the stateless: a mark is one that says something.
    marks = re.compile(r"\b(TODO|FIXME|HACK)\b|\bXXX:")
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
