"""An installation of tilsig for a stand-in nation: its settings, sources, clock and database. Python 3 alone; shares no code with src/."""
import contextlib
import csv
import datetime
import io
import json
import mmap
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import time
import xml.etree.ElementTree
import zoneinfo

ROOT = pathlib.Path(__file__).resolve().parents[2]
NORWAY = zoneinfo.ZoneInfo("Europe/Oslo")
# Feeds of the nation, and the lists that they wait for.
FEEDS = ("udi.person udi.application udi.decision udi.reception udi.settlement nav.status nav.employment nav.education language_test.result "
         "municipal.programme municipal.training municipal.measure municipal.pause municipal.stop imdi.request imdi.grant_payment").split()
LISTS = "ssb.municipality ssb.district ssb.country".split()
# Made of their tables each night.
DERIVED = "derived.required_hours derived.reception_stock derived.participant_stock".split()
INDEXES = ("udi", "nav", "language_test", "imdi")


class Clock:
    """The clock of tilsig-clocked: what was added to real time, in microseconds, first as time that passed and then as a clock that was set."""

    def __init__(self, file):
        self.file = file
        with open(file, "wb") as made:
            made.write(bytes(16))

    def set(self, moment):
        by = int((moment.timestamp() - time.time()) * 1e6)
        with open(self.file, "r+b") as opened, mmap.mmap(opened.fileno(), 16) as added:
            added[8:16] = struct.pack("=q", by)


class Sqlite:
    def __init__(self, folder):
        self.file = folder / "state/warehouse.db"
        self.connection_string = "Driver=SQLite3;Database=state/warehouse.db"

    def query(self, sql):
        """Rows of texts; None where there is no value."""
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return [tuple(None if value is None else str(value) for value in row) for row in connection.execute(sql)]

    def dump(self):
        """All that the database holds, as it lies there."""
        return b"".join(path.read_bytes() for path in sorted(self.file.parent.glob("warehouse.db*")))


def parts_of(connection_string):
    return dict(part.split("=", 1) for part in connection_string.split(";") if part)


class Postgresql:
    """A database that is there already: psql reads it."""

    def __init__(self, connection_string):
        self.connection_string = connection_string
        said = parts_of(connection_string)
        newest = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))[-1]
        self.to = ["-h", said["Server"], "-p", said["Port"], "-U", said["UID"]]
        self.psql = [str(newest / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *self.to, "-d", said["Database"]]
        self.pg_dump = [str(newest / "pg_dump"), *self.to, said["Database"]]

    def query(self, sql):
        # An empty text and no value must stay apart.
        told = subprocess.run([*self.psql, "--csv", "-P", "null=\\N", "-t", "-c", sql], capture_output=True, text=True, check=True).stdout
        booleans = {"t": "1", "f": "0", "\\N": None}
        return [tuple(booleans.get(value, value) for value in row) for row in csv.reader(io.StringIO(told))]

    def dump(self):
        return subprocess.run(self.pg_dump, capture_output=True, check=True).stdout


class Mariadb:
    """A database that is there already: its own client reads it."""

    def __init__(self, connection_string):
        self.connection_string = connection_string
        said = parts_of(connection_string)
        self.to = ["--no-defaults", "-h", said["Server"], "-P", said["Port"], "-u", said["UID"], "--default-character-set=utf8mb4"]
        self.name = said["Database"]

    def query(self, sql):
        # As XML an empty text and no value stay apart. Names in double quotes and `||`, as the other two have them.
        told = subprocess.run(["mariadb", *self.to, "-D", self.name, "--xml", "-e", "SET sql_mode = concat(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT'); " + sql],
                              capture_output=True, text=True, check=True).stdout
        nothing = "{http://www.w3.org/2001/XMLSchema-instance}nil"
        return [tuple(None if field.get(nothing) else field.text or "" for field in row) for row in xml.etree.ElementTree.fromstring(told)]

    def dump(self):
        return subprocess.run(["mariadb-dump", *self.to, self.name], capture_output=True, check=True).stdout


class StandIn:
    """The stand-in sources over HTTPS, with what the nation has published so far."""

    def __init__(self, program, folder):
        self.site = folder / "site"
        for name in ("klass", "pxweb", "imdi"):
            shutil.copytree(ROOT / "tests/standin/data" / name, self.site / name)
        for name in INDEXES:
            (self.site / "index" / name).mkdir(parents=True)
        ready = folder / "ready"
        os.mkfifo(ready)
        self.process = subprocess.Popen([program, "--data", self.site, "--dir", folder, "--ready", ready], stdout=subprocess.DEVNULL)
        said = dict(line.split(" ", 1) for line in ready.read_text().splitlines())
        ready.unlink()
        self.url, self.ca = f"https://127.0.0.1:{said['port']}", said["ca"]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def parts(text, indent):
    """The entries of a mapping in YAML as the files of schedules/ are written: name -> its lines."""
    found, name = {}, None
    for line in text.splitlines():
        begun = re.match(" " * indent + r"([a-z_.]+):", line)
        if begun:
            name = begun[1]
            found[name] = [line]
        elif name and line.startswith(" " * (indent + 1)) and not line.strip().startswith("#"):
            found[name].append(line)
        else:
            name = None
    return found


class Installation:
    def __init__(self, folder, nation, programs, connection_string=None):
        self.folder, self.programs = pathlib.Path(folder), pathlib.Path(programs)
        self.folder.mkdir(parents=True)
        self.clock = Clock(self.folder / "clock")
        self.database = self.opened(connection_string)
        self.standin = StandIn(self.programs / "tilsig-standin", self.folder)
        self.write_content()
        shutil.copy(pathlib.Path(nation) / "senders.yaml", self.folder / "senders.yaml")
        for sender in re.findall(r"id: (\w+), kind: (?:municipality|district)", (self.folder / "senders.yaml").read_text()):
            (self.folder / "in" / sender).mkdir(parents=True)
        self.write_settings()

    def opened(self, connection_string):
        if not connection_string:
            return Sqlite(self.folder)
        return (Mariadb if "MariaDB" in parts_of(connection_string)["Driver"] else Postgresql)(connection_string)

    def write_content(self):
        """What is shipped, with the schedules of the nation's feeds alone."""
        content = self.folder / "content"
        content.mkdir()
        for name in ("mappings", "connectors"):
            shutil.copytree(ROOT / name, content / name)
        (content / "schedules").mkdir()
        for path in (ROOT / "schedules").glob("*.yaml"):
            wanted = [lines for feed, lines in parts(path.read_text(), 2).items() if feed in FEEDS + LISTS + DERIVED]
            if wanted:
                text = f"source: {path.stem}\nfeeds:\n" + "".join("\n".join(lines) + "\n" for lines in wanted)
                (content / "schedules" / path.name).write_text(text)

    def write_settings(self):
        site = self.standin
        sources = [f"  ssb: {{base: {site.url}/api, ca_file: {site.ca}}}"]
        sources += [f"  {name}: {{base: {site.url}/index/{name}/, ca_file: {site.ca}}}" for name in INDEXES]
        sources += [f"  municipal: {{folder: {self.folder}/in, settle_seconds: \"0\"}}"]
        (self.folder / "tilsig.yaml").write_text(
            f"warehouse: {{connection_string: \"{self.database.connection_string}\"}}\n"
            "content: content\nmode: test\nsenders: {register: senders.yaml}\nreceipts: {folder: state}\n"
            "log: {file: tilsig.log, level: info}\nnight: {workers: 1}\ndaemon: {health: off}\nsources:\n" + "\n".join(sources) + "\n")

    def at(self, night):
        """The morning after the night's schedules, in Norway."""
        day = datetime.date.fromisoformat(night)
        self.clock.set(datetime.datetime(day.year, day.month, day.day, 6, 0, tzinfo=NORWAY))

    def words(self, command, *arguments):
        return [str(self.programs / "tilsig-clocked"), command, "--config", str(self.folder / "tilsig.yaml"), *arguments]

    def environment(self):
        return {**os.environ, "TILSIG_TEST_CLOCK": str(self.clock.file)}

    def tilsig(self, command, *arguments):
        return subprocess.run(self.words(command, *arguments), capture_output=True, text=True, check=False, env=self.environment())

    def asked(self, command, *arguments):
        """The document that a command answers."""
        answer = self.tilsig(command, "--json", *arguments)
        if answer.returncode not in (0, 2, 3):
            raise RuntimeError(f"{command}: {answer.returncode}: {answer.stderr}{answer.stdout}")
        return json.loads(answer.stdout)

    def query(self, sql):
        return self.database.query(sql)

    def end(self):
        self.standin.end()
