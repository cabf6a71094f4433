#!/usr/bin/python3
"""The Debian package in a system of its own: installed, worked with as docs/install.md says, upgraded, removed, purged.

usage: debian.py BUILD_FOLDER

Makes the package, and one of an older version from it. The system is made by debootstrap from the mirror that apt here uses, and kept in the build folder with
what the package depends on. Every block marked `sh` of the guide is run there, in its order.
"""
import atexit
import hashlib
import inspect
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()
CONTENT = ROOT / "tests/scenarios/content"
GUIDE = (ROOT / "docs/install.md").read_text()
README = (ROOT / "README.md").read_text()
HERE = pathlib.Path(tempfile.mkdtemp(prefix="tilsig-debian-", dir=BUILD))
atexit.register(shutil.rmtree, HERE, ignore_errors=True)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def field(deb, name):
    return run("dpkg-deb", "--field", deb, name).strip()


def make_package():
    run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", HERE / "made")
    deb, = (HERE / "made").glob("*.deb")
    if shutil.which("lintian"):
        print(run("lintian", "--fail-on", "error", "--allow-root", deb).strip())
    for wanted in ("libsqliteodbc", "libcurl4", "libsystemd0", "libodbc2"):
        assert re.search(rf"\b{wanted}\b", field(deb, "Depends")), field(deb, "Depends")
    assert "odbc-postgresql" in field(deb, "Recommends")
    return deb


def make_older(deb):
    """The same, as a release before it could have been: other version, a file that is gone since, another default."""
    tree = HERE / "older"
    run("dpkg-deb", "--raw-extract", deb, tree)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"^Version: .*$", "Version: 0.0.9-1", control.read_text(), flags=re.M))
    (tree / "usr/share/tilsig/connectors/gone.md").write_text("Of an older version.\n")
    (tree / "etc/tilsig/tilsig.yaml").write_text("# an older default\n" + (tree / "etc/tilsig/tilsig.yaml").read_text())
    older = HERE / "tilsig_0.0.9-1.deb"
    run("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, older)
    return older


def in_root(root, command, check=True, network=False):
    """Runs a shell command in the system, with /proc and /dev of its own that go with it."""
    enter = f"mount --make-rprivate / && mount -t proc proc '{root}/proc' && mount --rbind /dev '{root}/dev' && exec chroot '{root}' /bin/bash -ec \"$0\""
    keep = {name: os.environ[name] for name in os.environ if name.lower().endswith("_proxy")} if network else {}
    done = subprocess.run(["unshare", *([] if network else ["--net"]), "--mount", "--pid", "--fork", "bash", "-ec", enter, f"cd /root\n{command}"], capture_output=True, text=True,
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", **keep})
    if check:
        assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def mirror():
    told = run("apt-get", "indextargets", "--format", "$(REPO_URI)\t$(CODENAME)\t$(COMPONENT)", "Created-By: Packages").splitlines()
    suite = re.search(r"^VERSION_CODENAME=(.*)$", pathlib.Path("/etc/os-release").read_text(), re.M)[1]
    for line in told:
        uri, codename, component = line.split("\t")
        if codename == suite and component == "main":
            return uri, suite
    skip(f"apt knows no mirror of {suite}; run: sudo apt-get update")


def system(deb):
    """A small Debian with everything the package depends on, and without the package."""
    kept = BUILD / ("debian-" + hashlib.sha256((field(deb, "Depends") + inspect.getsource(system)).encode()).hexdigest()[:12] + ".tar")
    root = HERE / "root"
    root.mkdir()
    if kept.exists():
        run("tar", "-C", root, "--numeric-owner", "-xpf", kept)
        return root
    uri, suite = mirror()
    run("debootstrap", "--variant=minbase", suite, root, uri)
    # The same places as here, so that updates of what the base holds are known.
    for name in ("sources.list", "sources.list.d", "trusted.gpg.d", "keyrings"):
        here = pathlib.Path("/etc/apt") / name
        if here.is_dir():
            shutil.copytree(here, root / "etc/apt" / name, dirs_exist_ok=True)
        elif here.exists():
            shutil.copy(here, root / "etc/apt" / name)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    shutil.copy(deb, root / "root/tilsig.deb")
    in_root(root, "apt-get -qq update && apt-get install -y -qq --no-install-recommends ./tilsig.deb odbc-postgresql odbc-mariadb sqlite3 openssl >/dev/null\n"
            "apt-get purge -y -qq tilsig >/dev/null; userdel tilsig; rm -rf /var/lib/tilsig tilsig.deb; apt-get clean", network=True)
    for stale in BUILD.glob("debian-*.tar"):
        stale.unlink()
    run("tar", "-C", root, "--numeric-owner", "-cpf", kept.with_suffix(".part"), ".")
    kept.with_suffix(".part").rename(kept)
    return root


def blocks():
    """Heading -> its `sh` blocks, in the order of the guide."""
    found = {}
    for part in re.split(r"^## ", GUIDE, flags=re.M)[1:]:
        found[part.split("\n")[0]] = re.findall(r"^```sh\n(.*?)^```", part, re.M | re.S)
    return found


def use_the_desk(root):
    """The made-up content of the scenarios, so that the night needs no network; the rest of the configuration stays."""
    shutil.rmtree(root / "etc/tilsig/content")
    shutil.copytree(CONTENT, root / "etc/tilsig/content")
    settings = root / "etc/tilsig/tilsig.yaml"
    settings.write_text(settings.read_text() + "content: content\nsenders: {register: content/connectors/senders.yaml}\nsources: {desk: {folder: /var/lib/tilsig/in}}\n")
    in_root(root, "install -d -o tilsig -g tilsig /var/lib/tilsig/in/desk")


def deliver(root, number):
    (root / f"var/lib/tilsig/in/desk/roster-{number}.csv").write_text(f"kommunenr;sak;belop\n5001;a;{number}\n")
    in_root(root, "chown -R tilsig: /var/lib/tilsig/in")


def run_cron_lines(root):
    """What the guide and README give cron: when, as whom, and the command with what cron has in its environment."""
    lines = re.findall(r"((?:[\d*/,-]+ +){5})tilsig +(tilsig [^\n`]+)", GUIDE + README)
    assert len(lines) == 4, lines
    for _, command in lines:
        # Letters are not configured here; that is said, and how.
        told = in_root(root, f"cd /var/lib/tilsig && runuser -u tilsig -- env -i PATH=/usr/bin:/bin HOME=/var/lib/tilsig /bin/sh -c '{command}'", check="alert" not in command)
        assert "alert" not in command or "`mail:`" in told, told


def amounts(root):
    return in_root(root, "runuser -u tilsig -- sqlite3 /var/lib/tilsig/warehouse.db 'SELECT amount FROM rpt_roster'").split()


def mode_of(root, path):
    return in_root(root, f"stat -c '%U %a' {path}").strip()


def main():
    if os.geteuid() != 0:
        skip("only root can make a system of its own")
    for program in ("debootstrap", "dpkg-deb", "unshare"):
        if not shutil.which(program):
            skip(f"{program} is not installed; run: sudo apt-get install debootstrap")
    deb = make_package()
    older = make_older(deb)
    root = system(deb)
    guide = blocks()
    done = 0

    def follow(title, before=lambda block: None, after=lambda block: None):
        nonlocal done
        assert guide.get(title), f"the guide has no commands under '{title}'"
        for block in guide.pop(title):
            before(block)
            print(f"== {title}\n{block}{in_root(root, block)}", flush=True)
            after(block)
            done += 1

    shutil.copy(older, root / "root" / older.name)
    follow("Packages and the account")
    assert mode_of(root, "/var/lib/tilsig") == "tilsig 700" and mode_of(root, "/etc/tilsig/secrets") == "root 750"
    assert "tilsig" in in_root(root, "getent passwd tilsig") and not (root / "etc/systemd/system/multi-user.target.wants/tilsig.service").exists()
    assert not in_root(root, "systemd-analyze verify --man=no /usr/lib/systemd/system/tilsig.service").strip()
    assert (root / "usr/share/tilsig/connectors/gone.md").exists()

    follow("Configuration and secrets")
    assert mode_of(root, "/etc/tilsig/secrets/warehouse") == "tilsig 600"

    def only_desk(block):
        if "tilsig night" in block:
            use_the_desk(root)
            deliver(root, 1)

    follow("First check", only_desk)
    assert amounts(root) == ["1"] and mode_of(root, "/var/lib/tilsig/warehouse.db") == "tilsig 600"
    run_cron_lines(root)
    follow("The key")
    assert re.fullmatch(r"[0-9a-f]{64}\n", (root / "etc/credstore/tilsig.landing-key").read_text())
    follow("Daemon or cron")

    # A backup, one night more, and back: what was landed since is not lost when only the database was.
    saved, database, everything = guide["Backup and restore"]
    guide["Backup and restore"] = [saved]
    follow("Backup and restore")
    assert mode_of(root, "/var/backups/tilsig.tar") == "root 600"
    deliver(root, 2)
    in_root(root, "runuser -u tilsig -- tilsig night --all --quiet")
    assert amounts(root) == ["2"]
    guide["Backup and restore"] = [database]
    follow("Backup and restore")
    assert in_root(root, "runuser -u tilsig -- sqlite3 /var/lib/tilsig/warehouse.db 'SELECT amount FROM fact_roster'").split() == ["2"]
    in_root(root, "rm -rf /var/lib/tilsig/warehouse.db* /var/lib/tilsig/landing")
    guide["Backup and restore"] = [everything]
    follow("Backup and restore")
    assert amounts(root) == ["1"]
    assert mode_of(root, "/var/lib/tilsig/warehouse.db") == "tilsig 600"
    deliver(root, 3)
    in_root(root, "runuser -u tilsig -- tilsig night --all --quiet")
    assert amounts(root) == ["3"]

    (root / "root" / older.name).unlink()
    shutil.copy(deb, root / "root")
    follow("Upgrade and downgrade")
    assert in_root(root, "dpkg-query -W -f '${Version}' tilsig") == field(deb, "Version")
    assert "content: content" in (root / "etc/tilsig/tilsig.yaml").read_text(), "one's own configuration outlives an upgrade"
    assert not (root / "usr/share/tilsig/connectors/gone.md").exists()
    deliver(root, 4)
    in_root(root, "runuser -u tilsig -- tilsig night --all --quiet")
    assert amounts(root) == ["4"]

    def what_stays(block):
        for path in ("var/lib/tilsig/warehouse.db", "var/lib/tilsig/landing.key", "etc/tilsig/secrets/warehouse") if "purge" in block else ():
            assert (root / path).exists(), f"{path} was taken away"
        if "purge" in block:
            left = [str(one.relative_to(root)) for place in ("usr", "etc") for one in (root / place).rglob("*tilsig*")]
            assert sorted(left) == ["etc/credstore/tilsig.landing-key", "etc/tilsig"], left
            assert not (root / "etc/tilsig/tilsig.yaml").exists()
            assert in_root(root, "dpkg-query -W tilsig", check=False).startswith("dpkg-query: no packages found")
        else:
            assert not (root / "var/lib/tilsig").exists() and "tilsig" not in in_root(root, "getent passwd")

    follow("Uninstall", after=what_stays)
    left = {title: rest for title, rest in guide.items() if rest}
    assert not left, f"nobody ran these of the guide: {left}"
    print(f"debian: {done} blocks of the guide, in order")


main()
