#!/usr/bin/env python3
"""Rules about the structure that no compiler knows: layers, connector folders, headers, files that outgrow one idea.

usage: rooms.py RULE   (includes | connectors | mutations | format | sizes | words | codes | examples)
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/mutations"))
import breakings  # noqa: E402 - it lies beside the data it reads

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


def check_promise_table(broken):
    """The page of the folder names for each promise what proves it and what is not built yet."""
    page = "tests/mutations/README.md"
    promises = re.findall(r"^\| (\d+) [^|]+\| ([^|]*)\| ([^|]*)\|$", (ROOT / page).read_text(), re.M)
    if [number for number, _, _ in promises] != [str(number) for number in range(1, 13)]:
        yield f"{page}: the promises 1 to 12 need one row each"
    for number, proof, open_part in promises:
        if bool(proof.strip()) != (int(number) in broken):
            yield f"{page}: promise {number} has {'no breaking' if proof.strip() else 'breakings but no proof'}"
        if not proof.strip() and not open_part.strip():
            yield f"{page}: promise {number} is neither proven nor named as not built"


def check_breaking(where, entry):
    if not breakings.KEYS - {"also"} <= set(entry) <= breakings.KEYS:
        yield f"{where}: the keys are {', '.join(sorted(breakings.KEYS))}; only also may be missing"
        return
    if entry["promise"] not in range(1, 13):
        yield f"{where}: promise {entry['promise']} is none of the twelve"
    for each in (entry, *entry.get("also", [])):
        edit = breakings.Edit(each)
        file = ROOT / edit.file
        _, hindrance = edit.applied(file.read_text()) if file.exists() else ("", "there is no such file")
        if hindrance:
            yield f"{where}: {edit.file}: {hindrance}"


def check_mutations():
    folder = ROOT / "tests/mutations"
    promises = set()
    for room, entries in breakings.read(folder):
        if not entries:
            yield f"tests/mutations/{room}.yaml: holds no breaking"
        names = [entry.get("name") for entry in entries]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"tests/mutations/{room}.yaml: the name {name} stands twice"
        for entry in entries:
            promises.add(entry.get("promise"))
            yield from check_breaking(f"tests/mutations/{room}.yaml: {entry.get('name')}", entry)
    yield from check_promise_table(promises)
    programs = known_programs()
    listed = subprocess.run([ROOT / "tools/mutations", "--list"], capture_output=True, text=True)
    if listed.returncode != 0:
        yield f"tools/mutations --list: {listed.stderr.strip()}"
    for line in listed.stdout.splitlines():
        name, _, needed = line.partition(": ")
        for program in needed.split(", "):
            if program != "no program" and program not in programs:
                yield f"tests/mutations: {name}: there is no test program '{program}'"


def check_format():
    """.clang-format decides how a source looks; `clang-format -i FILE` makes it so."""
    listed = subprocess.run(["git", "ls-files", "*.cpp", "*.hpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [name for name in listed.stdout.split() if (ROOT / name).exists()]
    halves = [files[0::2], files[1::2]]
    for ran in [subprocess.Popen(["clang-format", "--dry-run", *half], cwd=ROOT, stderr=subprocess.PIPE, text=True) for half in halves]:
        for line in sorted({line.split(":")[0] for line in ran.communicate()[1].splitlines() if "[-Wclang-format" in line}):
            yield f"{line}: is not formatted; run clang-format -i {line}"


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


def check_codes():
    """A code of the program stands in its room's list, once, and everybody else calls it by its name there."""
    literal = re.compile(r'"[A-Z]{2,4}-[A-Z][0-9]{3}"')
    sources = {path: path.read_text() for path in sorted(SRC.rglob("*.?pp"))}
    for path, text in sources.items():
        if path.name == "codes.hpp":
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if literal.search(line.split("//")[0]):
                yield f"{path.relative_to(ROOT)}:{number}: a rule code as text; name it in the codes.hpp of its room"


def check_examples():
    """Each rule of a pack is shown where it holds, where it does not, and at its border. The program's own codes are proven by stories."""
    for path in sorted((ROOT / "mappings").glob("*/*.rules.yaml")):
        if path.parent.name == "system":
            continue
        for rule in breakings.yaml.safe_load(path.read_text())["rules"]:
            expected = [example["expect"] for example in rule.get("tests", [])]
            if len(expected) < 3 or not {"pass", "fail"} <= set(expected):
                yield f"{path.relative_to(ROOT)}: {rule['code']}: needs an example that passes, one that fails and one at the border"


RULES = {"includes": check_includes, "connectors": check_connectors, "mutations": check_mutations, "format": check_format,
         "sizes": check_sizes, "words": check_words, "codes": check_codes, "examples": check_examples}

if __name__ == "__main__":
    problems = list(RULES[sys.argv[1]]())
    print("\n".join(problems) if problems else f"{sys.argv[1]}: in order")
    sys.exit(1 if problems else 0)
