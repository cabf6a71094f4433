#!/usr/bin/python3
"""Installs into a folder and works with what is there: nothing of the checkout, nobody's configuration, as an account without rights.

usage: installed.py BUILD_FOLDER
"""
import atexit
import json
import os
import pathlib
import pwd
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time

import sandbox

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
CONTENT = ROOT / "tests/scenarios/content"
HERE = pathlib.Path(tempfile.mkdtemp(prefix="tilsig-installed-"))
atexit.register(shutil.rmtree, HERE, ignore_errors=True)
PREFIX = HERE / "opt/tilsig"
STATE = HERE / "state"
ACCOUNT = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
if not shutil.which("systemd-analyze"):
    print("systemd-analyze is not installed; run: sudo apt-get install systemd")
    sys.exit(77)


def run(*words, code=0, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    assert done.returncode == code, f"{words}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def become_account():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(ACCOUNT.pw_gid)
        os.setuid(ACCOUNT.pw_uid)


def give(path):
    if os.geteuid() == 0:
        for one in [path, *path.rglob("*")]:
            os.chown(one, ACCOUNT.pw_uid, ACCOUNT.pw_gid)


def tilsig(*words, code=0, environment=None, folder="/", **more):
    """Without --config: what is installed knows its own."""
    return run(PREFIX / "bin/tilsig", *words, code=code, cwd=folder, env=environment or {"PATH": "/usr/bin:/bin"}, preexec_fn=become_account, **more)


def install():
    run("cmake", "--install", BUILD, "--prefix", PREFIX, "--strip")


def the_tree():
    install()
    for one in ("bin/tilsig", "lib/tilsig/tilsig-fetch", "lib/tilsig/tilsig-http.so", "lib/tilsig/connectors/inbox.so", "share/tilsig/mappings/system",
                "share/tilsig/schedules/ssb.yaml", "share/tilsig/connectors/protocols/inbox/README.md", "include/tilsig/spi/connector.hpp",
                "share/pkgconfig/tilsig-spi.pc", "etc/tilsig/tilsig.yaml", "share/doc/tilsig/examples/tilsig.yaml", "share/doc/tilsig/docs/install.md",
                "share/doc/tilsig/copyright", "share/man/man1/tilsig.1", "share/man/man5/tilsig.yaml.5", "share/bash-completion/completions/tilsig",
                "lib/systemd/system/tilsig.service", "lib/sysusers.d/tilsig.conf", "lib/tmpfiles.d/tilsig.conf"):
        assert (PREFIX / one).exists(), f"{one} is not installed"
    places = [str(place).encode() for place in (ROOT, BUILD)]
    for one in PREFIX.rglob("*"):
        mode = one.lstat().st_mode
        assert not mode & 0o022, f"{one} may be written by others"
        if not stat.S_ISREG(mode):
            assert stat.S_ISDIR(mode), f"{one} is neither a file nor a folder"
            continue
        assert mode & 0o444 == 0o444, f"{one} cannot be read by all"
        assert one.suffix not in (".cpp", ".cmake"), f"{one} is no content"
        for place in places:
            assert place not in one.read_bytes(), f"{one} names {place}"
    for one in (PREFIX / "lib").rglob("*.so"):
        assert "not found" not in run("ldd", one)
    # Somebody's configuration outlives another installation.
    own = PREFIX / "etc/tilsig/tilsig.yaml"
    as_it_comes = own.read_text()
    own.write_text("warehouse: {connection_string: Driver=SQLite3;Database=mine.db}\n")
    install()
    assert "mine.db" in own.read_text()
    own.write_text(as_it_comes)


def what_it_is():
    made = json.loads(tilsig("--version", "--json"))
    assert made["command"] == "version" and made["schema"] == 1, made
    assert re.fullmatch(r"\d+\.\d+\.\d+", made["version"]) and made["ledger_schema"] > 0, made
    assert made["connector_abi"] == int(re.search(r"TILSIG_ABI_VERSION (\d+)u", (PREFIX / "include/tilsig/spi/abi.h").read_text())[1]), made
    if (ROOT / ".git").exists():
        run("git", "-C", ROOT, "rev-parse", "--quiet", "--verify", made["commit"].removesuffix("-dirty") + "^{commit}")
    assert tilsig("--version").startswith(f"tilsig {made['version']}, commit {made['commit']}, ")
    closed = HERE / "closed"  # as where root stands before becoming the account
    closed.mkdir(0o700)
    content = json.loads(tilsig("check", "--json", folder=closed))
    assert content.get("command") == "check", content


OWN_CONNECTOR = r"""
#include "spi/connector.hpp"

class Own final : public tilsig::spi::Connector {
public:
    static constexpr const char* name = "own";
    static constexpr std::array options{"amount"};
    static void check(tilsig::spi::OptionCheck& check) { check.required("amount", "7"); }
    using Connector::Connector;
    tilsig::spi::Status fetch(tilsig::spi::Host& host) override {
        if (unit().cursor()) return tilsig::spi::Status::nothing_new;
        host.begin("own.csv", "text/csv", "utf-8");
        host.write("kommunenr;sak;belop\n5001;a;" + std::string(unit().options().text_or("amount", "0")) + "\n");
        host.end({"length"});
        host.cursor("1");
        return tilsig::spi::Status::ok;
    }
};
TILSIG_CONNECTOR(Own, 0);
"""


def a_content_of_ones_own():
    """The desk of the scenarios: one feed from in-folders, one by a connector that was built against what is installed."""
    content = PREFIX / "etc/tilsig/content"
    shutil.copytree(CONTENT, content)
    (HERE / "own.cpp").write_text(OWN_CONNECTOR)
    flags = run("pkg-config", "--cflags", "tilsig-spi", env={**os.environ, "PKG_CONFIG_PATH": str(PREFIX / "share/pkgconfig")}).split()
    run("c++", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", *flags, HERE / "own.cpp", "-o", PREFIX / "lib/tilsig/connectors/own.so")
    (content / "connectors/protocols/own").mkdir()
    (content / "connectors/protocols/own/README.md").write_text("A connector of this installation.\n")
    (content / "connectors/own").mkdir()
    (content / "connectors/own/source.yaml").write_text(
        "source: own\nprotocol: own\noptions: {amount: \"7\"}\nlimits: {memory: 256MiB, cpu: 1m, deadline: 1m, delivery_bytes: 16MiB}\n"
        "feeds:\n  own.movement: {}\n")
    (content / "schedules/own.yaml").write_text("source: own\nfeeds:\n  own.movement: {every: day, at: \"02:00\", deadline: 4h, period: all, senders: source}\n")
    (content / "mappings/own").mkdir()
    for kind in ("contract", "mapping"):
        theirs = content / f"mappings/desk/movement.{kind}.yaml"
        (content / f"mappings/own/movement.{kind}.yaml").write_text(theirs.read_text().replace("desk.movement", "own.movement"))
        theirs.unlink()
    for theirs in (content / "connectors/desk/source.yaml", content / "schedules/desk.yaml"):
        theirs.write_text("".join(line for line in theirs.read_text().splitlines(True) if "movement" not in line))
    (STATE / "in/desk").mkdir(parents=True)
    (STATE / "in/desk/roster-1.csv").write_text("kommunenr;sak;belop\n5001;a;7\n4601;b;2\n")
    (PREFIX / "etc/tilsig/tilsig.yaml").write_text(f"""
warehouse: {{connection_string: Driver=SQLite3;Database={STATE}/warehouse.db, password: "cred:tilsig.warehouse"}}
state: {{landing: {STATE}/landing, cache: {STATE}/cache, key_file: "cred:tilsig.landing-key"}}
content: content
senders: {{register: content/connectors/senders.yaml}}
receipts: {{folder: {STATE}}}
sources: {{desk: {{folder: {STATE}/in}}}}
night: {{together: 0s}}
daemon: {{health: "off"}}
""")
    give(STATE)
    tilsig("check")
    wrong = content / "connectors/own/source.yaml"
    text = wrong.read_text()
    wrong.write_text(text.replace("amount", "amunt"))
    assert "amunt" in tilsig("check", code=78), "the connector itself is asked"
    wrong.write_text(text)


def the_unit():
    unit = PREFIX / "lib/systemd/system/tilsig.service"
    assert not run("systemd-analyze", "verify", "--man=no", unit).strip()
    run("systemd-analyze", "--no-pager", "--offline=true", "--threshold=15", "security", unit)
    return unit.read_text()


def credentials(folder, **secrets):
    """As the service manager hands them over: of root, with the mode that an ACL for the account leaves to be seen."""
    folder = HERE / folder
    folder.mkdir()
    for name, content in (("tilsig." + name.replace("_", "-"), content) for name, content in secrets.items()):
        (folder / name).write_text(content + "\n")
        (folder / name).chmod(0o440)
        if os.geteuid() == 0:
            os.chown(folder / name, 0, ACCOUNT.pw_gid)
    return folder


def a_night_as_the_service(unit):
    notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notified.bind(str(HERE / "notify"))
    os.chmod(HERE / "notify", 0o666)
    notified.settimeout(0.2)
    environment = {"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": str(HERE / "notify"), "WATCHDOG_USEC": "600000",
                   "CREDENTIALS_DIRECTORY": str(credentials("whole", landing_key=os.urandom(32).hex(), warehouse="not asked for by SQLite"))}
    half = {**environment, "CREDENTIALS_DIRECTORY": str(credentials("half", warehouse="not asked for by SQLite"))}
    assert "key cred:tilsig.landing-key was not handed over" in tilsig("doctor", code=78, environment=half)
    assert sandbox.values(unit, "Type") == ["notify"] and int(sandbox.values(unit, "WatchdogSec")[0]) > 0
    handed = sandbox.values(unit, "LoadCredential")
    assert {"tilsig.landing-key", "tilsig.warehouse"} <= set(handed), handed
    program = sandbox.filter_of(unit)

    def confine():
        become_account()
        os.umask(int(sandbox.values(unit, "UMask")[0], 8))
        sandbox.enter(program)

    words = sandbox.values(unit, "ExecStart")[0].split()
    log = open(HERE / "log", "w")
    daemon = subprocess.Popen(words, cwd="/", env=environment, stdout=log, stderr=log, preexec_fn=confine)
    heard = []

    def listen(until, seconds):
        end = time.monotonic() + seconds
        while not until() and time.monotonic() < end:
            try:
                heard.append(notified.recv(4096).decode())
            except TimeoutError:
                pass
            assert daemon.poll() is None or "STOPPING=1" in "".join(heard), f"the daemon ended with {daemon.poll()}: {(HERE / 'log').read_text()}"

    def closed():
        told = subprocess.run([PREFIX / "bin/tilsig", "status", "--json"], capture_output=True, text=True, cwd="/", env=environment, preexec_fn=become_account)
        return told.returncode in (0, 2, 3, 4) and (json.loads(told.stdout).get("bi") or {}).get("night")

    try:
        listen(lambda: any("READY=1" in one for one in heard), 20)
        listen(closed, 30)
        assert closed(), f"no night: {(HERE / 'log').read_text()}"
        listen(lambda: sum("WATCHDOG=1" in one for one in heard) > 2, 10)
        daemon.terminate()
        listen(lambda: daemon.poll() is not None, 10)
        assert daemon.poll() == 0, f"{daemon.poll()}: {(HERE / 'log').read_text()}"
    finally:
        daemon.kill()
        daemon.wait()
    said = "\n".join(heard)
    for word in ("READY=1", "WATCHDOG=1", "STATUS=", "STOPPING=1"):
        assert word in said, f"{word} was not said: {said}"
    for table, rows in (("fact_roster", "2"), ("fact_movement", "1")):
        assert run("sqlite3", STATE / "warehouse.db", f"SELECT count(*) FROM {table}").strip() == rows, (HERE / "log").read_text()
    schema = run("sqlite3", STATE / "warehouse.db", "SELECT max(number) FROM ops_migration WHERE area = 'ledger'").strip()
    assert json.loads(tilsig("--version", "--json"))["ledger_schema"] == int(schema)
    for one in STATE.rglob("*"):
        if "in" not in one.parts and one.is_file() and "out" not in one.parts:
            assert not one.stat().st_mode & 0o077, f"{one} can be read by others"
    # What the limits of the unit refuse is refused: otherwise the night above proves nothing.
    refused = subprocess.run([sys.executable, "-c", "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)"], preexec_fn=confine, capture_output=True)
    assert b"not supported" in refused.stderr, refused.stderr


os.chmod(HERE, 0o755)
the_tree()
what_it_is()
a_content_of_ones_own()
a_night_as_the_service(the_unit())
print("installed: in order")
