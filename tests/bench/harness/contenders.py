"""What is measured beside tilsig. Each contender gets an empty table with the columns and indexes of fact_record and loads all rows.

`clean` contenders get a file of all columns, converted and numbered already, and check nothing; the script reads the raw feed as tilsig does.
"""
import shutil
import subprocess
from dataclasses import dataclass
from typing import Callable

from . import installation
from .engines import FACT, PATTERN, SQLite
from .measuring import measured

SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's database modules
SCRIPT = installation.ROOT / "tests/bench/harness/plain_script.py"


@dataclass
class Contender:
    title: str
    needs: str                 # what to look for; see missing()
    package: str               # what brings it
    load: Callable             # (engine, files) -> Measure; the rows are in table `copied` of the pattern afterwards
    from_clean: bool = True
    unindexed: bool = False    # an unlogged table without indexes
    empty_is_null: bool = False  # it writes '' where the file has nothing
    spoils: str = ""           # a technical column that it does not keep as it is: ogr2ogr cuts microseconds

    def missing(self):
        if self.needs.startswith("python:"):
            return subprocess.run([SYSTEM_PYTHON, "-c", f"import {self.needs[7:]}"], capture_output=True, check=False).returncode != 0
        return shutil.which(self.needs) is None


def psql_copy(engine, files):
    return measured(engine.client(PATTERN, "-c", f"\\copy copied FROM '{files.clean}' CSV HEADER"), engine.pid)


def pgloader(engine, files):
    command = files.folder / "pgloader.load"
    names = ", ".join(line.split()[0] for line in engine.columns())
    command.write_text(
        f"LOAD CSV FROM '{files.clean}' ({names})\nINTO postgresql://tilsig@127.0.0.1:{engine.server.port}/{PATTERN}?tablename=copied ({names})\n"
        "WITH skip header = 1, fields terminated by ',', fields optionally enclosed by '\"'\nSET client_encoding TO 'utf8';\n")
    return measured(["pgloader", "--root-dir", files.folder / "pgloader", command], engine.pid)


def ogr2ogr_postgresql(engine, files):
    return measured(["ogr2ogr", "--config", "PG_USE_COPY", "YES", "-f", "PostgreSQL", f"PG:host=127.0.0.1 port={engine.server.port} user=tilsig dbname={PATTERN}",
                     files.clean, "-nln", "copied", "-append", "-preserve_fid", "-oo", "EMPTY_STRING_AS_NULL=YES", "-gt", "unlimited"], engine.pid)


def ogr2ogr_sqlite(engine, files):
    return measured(["ogr2ogr", "--config", "OGR_SQLITE_PRAGMA", "synchronous=FULL,cache_size=-65536", "-f", "SQLite", "-append", "-update", engine.file("copied"),
                     files.clean, "-nln", FACT, "-preserve_fid", "-oo", "EMPTY_STRING_AS_NULL=YES", "-gt", "unlimited"])


def sqlite_import(engine, files):
    return measured(["sqlite3", "-batch", engine.file("copied"), *SQLite.pragmas, f".import --csv --skip 1 {files.clean} {FACT}"])


def load_data(engine, files):
    return measured(engine.client(PATTERN, "-e", f"LOAD DATA LOCAL INFILE '{files.clean}' INTO TABLE copied CHARACTER SET utf8mb4"), engine.pid)


def script(engine, files, *options):
    where = engine.file("copied") if engine.name == "sqlite" else engine.server.port
    table = FACT if engine.name == "sqlite" else "copied"
    done = measured([SYSTEM_PYTHON, SCRIPT, engine.name, files.feed, table, where, PATTERN, *options], engine.pid)
    if not done.output.startswith("0 problems"):
        raise RuntimeError(f"the script found problems in a feed without any: {done.output}")
    return done


def tuned_script(engine, files):
    return script(engine, files, "--tuned")


#: engine -> contenders; the first one is what ratios are to
CONTENDERS = {
    "postgresql": (
        Contender("psql \\copy", "psql", "postgresql-client", psql_copy),
        Contender("psql \\copy, unlogged and unindexed", "psql", "postgresql-client", psql_copy, unindexed=True),
        Contender("pgloader", "pgloader", "pgloader", pgloader),
        Contender("ogr2ogr with COPY", "ogr2ogr", "gdal-bin", ogr2ogr_postgresql, spoils="received_at"),
        Contender("Python script, psycopg2 execute_values", "python:psycopg2", "python3-psycopg2", script, from_clean=False),
        Contender("Python script tuned, psycopg2 COPY", "python:psycopg2", "python3-psycopg2", tuned_script, from_clean=False)),
    "sqlite": (
        Contender("sqlite3 .import", "sqlite3", "sqlite3", sqlite_import, empty_is_null=True),
        Contender("ogr2ogr", "ogr2ogr", "gdal-bin", ogr2ogr_sqlite, spoils="received_at"),
        Contender("Python script, sqlite3 executemany", SYSTEM_PYTHON, "python3", script, from_clean=False)),
    "mariadb": (
        Contender("LOAD DATA LOCAL INFILE", "mariadb", "mariadb-client", load_data),
        Contender("Python script, PyMySQL executemany", "python:pymysql", "python3-pymysql", script, from_clean=False)),
}
