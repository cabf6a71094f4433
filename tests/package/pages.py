#!/usr/bin/python3
"""Manual pages and completion say what --help says, for every command and option; shells are asked, not files searched, where they are there.

usage: pages.py BUILD_FOLDER
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
SHARE = BUILD / "share"
problems = []


def output_of(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    if done.returncode != 0 or done.stderr.strip():
        problems.append(f"{words[0]} {words[1] if len(words) > 1 else ''}: exit {done.returncode}: {(done.stderr or done.stdout).strip()[:500]}")
    return done.stdout


def names_in(text):
    """Options and choices of a --help text, before its examples."""
    text = text.split("\nExamples:")[0]
    options = set(re.findall(r"^  (?:-\w,)?(--[a-z][a-z-]*)", text, re.M)) | {"-h"}
    choices = re.search(r"^  \w+ ((?:[a-z]+\|?)+) ", text, re.M)
    return options, choices[1].split("|") if choices else []


top = output_of(BUILD / "bin/tilsig", "--help")
commands = {name: names_in(output_of(BUILD / "bin/tilsig", name, "--help"))
            for name in re.findall(r"^  (\w+)  ", top.split("ubcommands:")[-1], re.M)}
assert len(commands) > 20 and commands["hold"][1] == ["list", "show", "release", "reject"] and commands["init"][1] == ["installation", "feed", "layout"], commands
program_options = names_in(top)[0]

# The pages, as a reader sees them.
page = output_of("man", "-l", "-E", "ascii", "--warnings", SHARE / "man/man1/tilsig.1", env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C"})
sections = dict(zip(re.findall(r"^   tilsig (\w+)$", page, re.M), re.split(r"^   tilsig \w+$", page, flags=re.M)[1:]))
for option in program_options - set(re.findall(r"--?[a-z][a-z-]*", page.split("COMMANDS")[0])):
    problems.append(f"tilsig.1: {option} is not described")
for command, (options, choices) in commands.items():
    described = set(re.findall(r"^       (?:-h, )?(--[a-z][a-z-]*)", sections.get(command, ""), re.M)) | {"-h"}
    if options != described:
        problems.append(f"tilsig.1: tilsig {command} differs from --help in {sorted(options ^ described)}")
    for choice in choices:
        if not re.search(rf"\b{choice}\b", sections.get(command, "")):
            problems.append(f"tilsig.1: tilsig {command} does not name {choice}")
if "describe-cli" in page or "worker" in sections:
    problems.append("tilsig.1: shows what tilsig starts by itself")
settings = output_of("man", "-l", "-E", "ascii", "--warnings", SHARE / "man/man5/tilsig.yaml.5", env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C"})
sources = "".join((ROOT / "src/config" / name).read_text() for name in ("settings.cpp", "mail.cpp"))
keys = set(re.findall(r'\.(?:\w*text\w*|\w+_or|child|required_child|choice|has)\("([a-z_]+)"', sources)) \
    | set(re.findall(r'(?:_or|_reference|positive)\(\w+, "([a-z_]+)"', sources)) | set(re.findall(r'section\("([a-z_]+)"\)', sources))
assert len(keys) > 50, keys
for key in sorted(keys):
    if not re.search(rf"\b{key}:", settings):
        problems.append(f"tilsig.yaml.5: the key {key} is not there; it is made from tools/tilsig.example.yaml")
if shutil.which("mandoc"):
    for made in SHARE.glob("man/man*/*"):
        told = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", made], capture_output=True, text=True).stdout
        # A page is of a version and not of a day: the same tree makes the same page.
        problems += [line for line in told.splitlines() if "missing date" not in line]

# bash completes every command as it would at a prompt.
asked = [["tilsig", ""]] + [["tilsig", name, ""] for name in commands] + [["tilsig", "night", "--feed", ""], ["tilsig", "hold", "re"]]
script = f"""source '{SHARE}/bash-completion/completions/tilsig'
complete -p tilsig >/dev/null || exit 1
ask() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tilsig; echo "${{COMPREPLY[*]}}"; }}
""" + "\n".join("ask " + " ".join(f"'{word}'" for word in words) for words in asked)
answers = [set(line.split()) for line in output_of("bash", "--norc", "-c", script).split("\n")]
wanted = [set(commands) | program_options] + [options | set(choices) for options, choices in commands.values()] + [set(), {"release", "reject"}]
for words, answer, want in zip(asked, answers, wanted):
    if answer != want:
        problems.append(f"bash: {words}: differs in {sorted(answer ^ want)}")

# zsh: its own functions are replaced by ones that show what they were told.
if shutil.which("zsh"):
    show = "_arguments() { print -rl -- \"$@\" }\n_describe() { print -rl -- ${(P)2} }\n"
    zsh_file = SHARE / "zsh/vendor-completions/_tilsig"
    for command, (options, choices) in [("", (set(commands), [])), *commands.items()]:
        words = f"words=(tilsig {command or repr('')}{' x' if command else ''}); CURRENT={3 if command else 2}\n"
        said = output_of("zsh", "-f", "-c", show + words + f"source '{zsh_file}'")
        if not command:
            said_names = set(re.findall(r"^(\w+):", said, re.M))
        else:
            said_names = set(re.findall(r"^\*?(--?[a-z][a-z-]*)\[", said, re.M))
            if choices and "(" + " ".join(choices) + ")" not in said:
                problems.append(f"zsh: tilsig {command} does not offer {choices}")
        if said_names != options:
            problems.append(f"zsh: 'tilsig {command}' differs in {sorted(said_names ^ options)}")
if shutil.which("fish"):
    questions = "\n".join(f"echo '# {name}'; complete -C 'tilsig {name} '; complete -C 'tilsig {name} -'" for name in commands)
    with tempfile.TemporaryDirectory() as home:  # fish makes its folders in the home it is given
        said = output_of("fish", "--no-config", "-c", f"source '{SHARE}/fish/vendor_completions.d/tilsig.fish'\ncomplete -C 'tilsig '\n{questions}",
                         env={**os.environ, "HOME": home}, cwd=SHARE / "man")
    parts = re.split(r"^# (\w+)$", said, flags=re.M)
    if set(re.findall(r"^(\w+)\t", parts[0], re.M)) != set(commands):
        problems.append(f"fish: commands differ: {parts[0][:300]}")
    for command, answer in zip(parts[1::2], parts[2::2]):
        offered = set(re.findall(r"^(--?[a-z][a-z-]*)", answer, re.M))
        options, choices = commands[command]
        if not options - {"-h", "--help"} <= offered:
            problems.append(f"fish: tilsig {command} lacks {sorted(options - offered)}")
        for choice in choices:
            if not re.search(rf"^{choice}$", answer, re.M):
                problems.append(f"fish: tilsig {command} does not offer {choice}")
print("\n".join(problems) or f"pages: {len(commands)} commands, {len(keys)} keys")
sys.exit(1 if problems else 0)
