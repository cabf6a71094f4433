#!/usr/bin/python3
"""A remedy that leads nowhere is worse than none: asks the command line, the tree and the readers whether what messages name is there.

usage: remedies.py BUILD_FOLDER

Taken from the sources: every text literal of src/ and every text of mappings/system. What stands in `backquotes` is one of
- a call of tilsig: the command exists, and so does each of its options;
- an option by itself (`--from`): some command has it;
- a file of the project (`tools/tilsig.example.yaml`): it is in the tree;
- a key of a configuration, contract or connection string (`csv.trailer_prefix`, `state: shadow`): some reader asks for it;
- a command of another program from a short list.
Calls of tilsig, options, and keys that a remedy names stand in backquotes, so that nothing of it escapes this test.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TILSIG = pathlib.Path(sys.argv[1]) / "bin/tilsig"
OTHERS = ("chmod", "runuser", "systemd-run", "timedatectl", "useradd", "GRANT", "CREATE", "ALTER")
VARIABLE = "\x00"  # what the program puts into a text
STRING = r'"(?:[^"\\\n]|\\.)*"'


def room_of(path):
    return path.relative_to(ROOT / "src").parts[0]


def help_of(*words):
    return subprocess.run([TILSIG, *words, "--help"], capture_output=True, text=True).stdout


def texts_of(source):
    """Literals of a C++ source, those that follow each other (also around a `+ value +`) as one text; line, text."""
    source = re.sub(rf"({STRING})|//[^\n]*|/\*.*?\*/|^\s*#\s*include[^\n]*", lambda m: m[1] or "", source, flags=re.S | re.M)
    parts = list(re.finditer(STRING, source))
    found = []
    at = 0
    while at < len(parts):
        start, text = parts[at].start(), parts[at][0][1:-1]
        while at + 1 < len(parts):
            between = source[parts[at].end():parts[at + 1].start()]
            if not between.strip():
                joint = ""
            elif re.fullmatch(r"\s*\+[^;{}\"?]*\+\s*(std::string\(|std::string\{)?\s*", between) and between.count("(") >= between.count(")"):
                joint = VARIABLE
            else:
                break
            at += 1
            text += joint + parts[at][0][1:-1]
        found.append((start, text.replace('\\"', '"').replace("\\n", "\n")))
        at += 1
    return source, found


def remedies_of(source):
    """The arguments of every .remedy(...) with where they begin and end."""
    for call in re.finditer(r"\.remedy\(", source):
        depth, at = 1, call.end()
        while depth and at < len(source):
            if source[at] == '"':
                at = re.compile(STRING).match(source, at).end()
                continue
            depth += {"(": 1, ")": -1}.get(source[at], 0)
            at += 1
        yield call.start(), at


commands = {name: help_of(name) for name in re.findall(r"^  (\w+)  ", help_of().split("ubcommands:")[-1], re.M)}
options = set(re.findall(r"--[a-z][a-z-]*", " ".join(commands.values())))
sources = {path: path.read_text() for path in sorted((ROOT / "src").rglob("*.[ch]pp"))}
keys = set()  # all words that a reader asks for or compares with
for path, source in sources.items():
    if room_of(path) in ("config", "catalog", "senders", "odbc", "rules"):
        keys |= set(re.findall(r'"([A-Za-z][A-Za-z_]*)"', source))
problems = []


def wrong_with(quoted):
    """Why what stands in backquotes leads nowhere; nothing when it does not."""
    words = quoted.split()
    if not words:
        return "is empty"
    if words[0] == "tilsig":
        if len(words) < 2 or words[1] not in commands:
            return "is no command of tilsig"
        unknown = [w for w in words[2:] if w.startswith("--") and w not in commands[words[1]]]
        return f"has no option {unknown[0]}" if unknown else None
    if words[0].startswith("--"):
        return None if words[0] in options else "is no option of any command"
    if words[0] in OTHERS:
        return None
    if VARIABLE in quoted and ("/" in quoted or quoted.strip(VARIABLE) == ""):
        return None  # a path or a name that only the run knows
    if re.fullmatch(r"[\w./<>-]+\.(yaml|md|hpp|so)|[\w.-]+/[\w./-]*", quoted):
        known = quoted == "tilsig.yaml" or quoted.endswith("source.yaml") or (ROOT / quoted).exists()
        return None if known else "is no file of the project"
    key = re.match(r"([A-Za-z_]+(?:\.[A-Za-z_]+)*)(?:[:=]|$)", quoted)
    if not key:
        return "is neither a command, an option, a file nor a key"
    unknown = [part for part in key[1].split(".") if part not in keys and part.lower() not in keys]
    return f"holds a key that no reader knows: {unknown[0]}" if unknown else None


def look(place, text, is_remedy):
    for quoted in re.findall(r"`([^`]*)`", text):
        if why := wrong_with(quoted):
            problems.append(f"{place}: `{quoted.replace(VARIABLE, 'X')}` {why}")
    bare = re.sub(r"`[^`]*`", "", text)
    if text.startswith("  "):
        return  # examples of --help, which are calls and nothing else
    for call in re.findall(r"\btilsig (?:%s)\b(?! (?:is|has))" % "|".join(commands), bare):
        problems.append(f"{place}: '{call}' is a call and stands in no backquotes")
    for name in re.findall(r"\blimits\.[a-z_]+", bare):
        problems.append(f"{place}: '{name}' is a key and stands in no backquotes")
    if not is_remedy:
        return
    for name in re.findall(r"(?<![\w-])--[a-z][a-z-]*", bare):
        problems.append(f"{place}: '{name}' is an option and stands in no backquotes")
    for name in re.findall(r"\b(?!ops_)[a-z]+_[a-z_]+(?=:)|\b(?:csv|xlsx|json|xml|fixed|unpivot|complete|warehouse|state|senders|limits)\.[a-z_]+|\b[a-z_]+: (?:true|false|none|shadow|active|windows-1252|iso-8859-1|\[)", bare):
        problems.append(f"{place}: '{name}' is a key and stands in no backquotes")


looked_at = 0
for path, raw in sources.items():
    if path.name.startswith("dialect_"):
        continue  # SQL, in which MariaDB quotes names with backquotes
    # Tables of keys are no messages; unit_catalog holds them against the readers.
    source, texts = texts_of(re.sub(rf"(?:Key|Block)Reference\{{(?:{STRING}|[^{{}}\"])*\}}", "", raw))
    spans = list(remedies_of(source))
    for start, text in texts:
        is_remedy = any(first <= start < last for first, last in spans)
        looked_at += is_remedy
        is_remedy = is_remedy or room_of(path) in ("decode", "catalog", "check", "senders", "doctor")
        look(path.relative_to(ROOT), text, is_remedy)
for path in sorted((ROOT / "mappings/system").rglob("*.yaml")):
    look(path.relative_to(ROOT), path.read_text(), False)
if looked_at < 100 or len(commands) < 15:
    problems.append(f"only {looked_at} remedies and {len(commands)} commands were found: this test does not see them any more")
print("\n".join(problems) or f"remedies: {looked_at} in order")
sys.exit(1 if problems else 0)
