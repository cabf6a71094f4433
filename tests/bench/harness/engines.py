"""The databases as the bench sees them, by their own clients and not through ODBC: an independent witness.

An engine offers
    name, title, pid             pid of its server's main process, None without one
    connection(database)         ODBC connection string for tilsig
    fresh(database)              an empty database of that name
    rows(database, sql)          lines of one column
    digest(database, table, ..)  SHA-256 of the declared columns as canonical text in key order
    pattern, clone(table)        the prepared database; an empty table there with the columns and indexes of fact_record
    export(path)                 fact_record of the pattern as the clean file that the database's own loader takes
    durability(), columns(), indexes(), version()   read back from the engine
"""
import hashlib
import shutil
import subprocess

from . import servers
from .feed import COLUMNS, NULL
from .servers import output_of

FACT = "fact_record"
PATTERN = "pattern"
EMPTY = "''"


def stream_digest(command):
    """SHA-256 of what a client prints, and its number of lines."""
    digest, lines = hashlib.sha256(), 0
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE) as client:
        while piece := client.stdout.read(1 << 20):
            digest.update(piece)
            lines += piece.count(b"\n")
    if client.returncode != 0:
        raise RuntimeError(f"'{' '.join(map(str, command))}' ended with {client.returncode}")
    return lines, digest.hexdigest()


class Engine:
    def line(self, columns, empty_is_null):
        """The SQL expression of a row as one text: name and kind of each column."""
        texts = (self.text(name, kind) for name, kind in columns)
        return self.joined([f"coalesce({f'nullif({text}, {EMPTY})' if empty_is_null else text}, '{NULL}')" for text in texts])

    def digest(self, database, table, empty_is_null=False):
        """Of the declared columns, in the form of feed.canonical: the same on every engine."""
        return self.ordered(database, table, self.line([(name, kind) for _, name, kind in COLUMNS], empty_is_null))

    def all_columns_digest(self, database, table, empty_is_null=False, but=""):
        """Of every column, technical ones too, as this engine writes them: for what was loaded from the clean file of another table."""
        names = [line.split()[0] for line in self.columns()]
        return self.ordered(database, table, self.line([(name, "text") for name in names if name != but], empty_is_null))

    def count(self, database, table):
        return int(self.rows(database, f"SELECT count(*) FROM {table}")[0])

    def joined(self, parts):
        return " || '|' || ".join(parts)


class PostgreSQL(Engine):
    name, title = "postgresql", "PostgreSQL"

    def __init__(self, folder):
        self.server = servers.PostgreSQL(folder)
        self.pid = self.server.pid

    @staticmethod
    def missing():
        return None if shutil.which("psql") and shutil.which("pg_ctlcluster") else "PostgreSQL"

    def client(self, database, *arguments):
        return ["psql", "-qAtX", "-h", "127.0.0.1", "-p", self.server.port, "-U", "tilsig", "-d", database, "-v", "ON_ERROR_STOP=1", *arguments]

    def rows(self, database, sql):
        return output_of(self.client(database, "-c", sql)).splitlines()

    def connection(self, database):
        return f"Driver=PostgreSQL Unicode;Server=127.0.0.1;Port={self.server.port};Database={database};UID=tilsig"

    def fresh(self, database):
        self.rows("postgres", f"DROP DATABASE IF EXISTS {database}")
        self.rows("postgres", f"CREATE DATABASE {database}")

    def text(self, column, kind):
        return f"{column}::text"

    def ordered(self, database, table, expression):
        return stream_digest(self.client(database, "-c", f"COPY (SELECT {expression} FROM {table} WHERE case_no >= 'S' "
                                                         f"ORDER BY case_no COLLATE \"C\") TO STDOUT"))

    def clone(self, table):
        self.rows(PATTERN, f"DROP TABLE IF EXISTS {table}")
        self.rows(PATTERN, f"CREATE TABLE {table} (LIKE {FACT} INCLUDING ALL)")

    def unindexed_clone(self, table):
        self.rows(PATTERN, f"DROP TABLE IF EXISTS {table}")
        self.rows(PATTERN, f"CREATE UNLOGGED TABLE {table} (LIKE {FACT})")

    def drop(self, table):
        self.rows(PATTERN, f"DROP TABLE IF EXISTS {table}")

    def settle(self):
        self.rows("postgres", "CHECKPOINT")

    def export(self, path):
        output_of(self.client(PATTERN, "-c", f"\\copy (SELECT * FROM {FACT} ORDER BY {FACT}_key) TO '{path}' CSV HEADER"))

    def columns(self):
        return self.rows(PATTERN, "SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END "
                                  f"FROM pg_attribute WHERE attrelid = '{FACT}'::regclass AND attnum > 0 ORDER BY attnum")

    def indexes(self):
        return self.rows(PATTERN, f"SELECT substring(indexdef from '(?:UNIQUE )?INDEX .*') FROM pg_indexes WHERE tablename = '{FACT}' ORDER BY 1")

    def durability(self):
        names = ("fsync", "synchronous_commit", "full_page_writes", "wal_level", "shared_buffers", "max_wal_size", "autovacuum")
        return {name: self.rows("postgres", f"SHOW {name}")[0] for name in names}

    def version(self):
        return "PostgreSQL " + self.rows("postgres", "SHOW server_version")[0]

    def stop(self):
        self.server.stop()


class MariaDB(Engine):
    name, title = "mariadb", "MariaDB"

    def __init__(self, folder):
        self.server = servers.MariaDB(folder)
        self.pid = self.server.pid

    @staticmethod
    def missing():
        return None if shutil.which("mariadb") and shutil.which("mariadb-install-db") else "MariaDB"

    def client(self, database, *arguments):
        return ["mariadb", "--no-defaults", "--protocol=tcp", "-h", "127.0.0.1", "-P", self.server.port, "-u", "tilsig", "--local-infile=1",
                "--default-character-set=utf8mb4", "--skip-column-names", "--batch", "--raw", "--quick", "-D", database, *arguments]

    def rows(self, database, sql):
        return output_of(self.client(database, "-e", sql)).splitlines()

    def connection(self, database):
        return f"Driver=MariaDB Unicode;Server=127.0.0.1;Port={self.server.port};Database={database};UID=tilsig"

    def fresh(self, database):
        self.rows("mysql", f"DROP DATABASE IF EXISTS {database}; CREATE DATABASE {database}")

    def text(self, column, kind):
        return f"CAST({column} AS CHAR)"

    def joined(self, parts):
        return f"concat({', {0}, '.format(repr('|')).join(parts)})"

    def ordered(self, database, table, expression):
        return stream_digest(self.client(database, "-e", f"SELECT {expression} FROM {table} WHERE case_no >= 'S' ORDER BY BINARY case_no"))

    def clone(self, table):
        self.rows(PATTERN, f"DROP TABLE IF EXISTS {table}; CREATE TABLE {table} LIKE {FACT}")

    def drop(self, table):
        self.rows(PATTERN, f"DROP TABLE IF EXISTS {table}")

    def settle(self):
        """The server writes dirty pages when it likes; there is no statement that waits for it."""

    def export(self, path):
        """In the form LOAD DATA takes without options; written by the server, in a folder of its own."""
        own = self.server.folder / "clean"
        own.unlink(missing_ok=True)
        self.rows(PATTERN, f"SELECT * INTO OUTFILE '{own}' FROM {FACT} ORDER BY {FACT}_key")
        shutil.copyfile(own, path)
        own.unlink()

    def columns(self):
        return self.rows(PATTERN, "SELECT concat(column_name, ' ', column_type, if(is_nullable = 'NO', ' not null', '')) FROM information_schema.columns "
                                  f"WHERE table_schema = '{PATTERN}' AND table_name = '{FACT}' ORDER BY ordinal_position")

    def indexes(self):
        return self.rows(PATTERN, "SELECT concat(if(non_unique, 'INDEX ', 'UNIQUE INDEX '), index_name, ' (', group_concat(column_name ORDER BY "
                                  f"seq_in_index), ')') FROM information_schema.statistics WHERE table_schema = '{PATTERN}' AND table_name = '{FACT}' "
                                  "GROUP BY index_name, non_unique ORDER BY 1")

    def durability(self):
        names = ("innodb_flush_log_at_trx_commit", "sync_binlog", "log_bin", "innodb_doublewrite", "innodb_flush_method", "innodb_buffer_pool_size",
                 "innodb_log_file_size")
        return {name: self.rows("mysql", f"SELECT @@{name}")[0] for name in names}

    def version(self):
        return "MariaDB " + self.rows("mysql", "SELECT version()")[0]

    def stop(self):
        self.server.stop()


class SQLite(Engine):
    name, title, pid = "sqlite", "SQLite", None
    #: what the shell and the script are told; tilsig says the same in its connection (src/odbc)
    pragmas = ("PRAGMA synchronous=FULL", "PRAGMA cache_size=-65536")

    def __init__(self, folder):
        folder.mkdir()
        self.folder = folder

    @staticmethod
    def missing():
        return None if shutil.which("sqlite3") else "sqlite3"

    def file(self, database):
        return self.folder / f"{database}.db"

    def client(self, database, *arguments):
        return ["sqlite3", "-batch", "-list", "-noheader", self.file(database), *arguments]

    def rows(self, database, sql):
        return output_of(self.client(database, sql)).splitlines()

    def connection(self, database):
        return f"Driver=SQLite3;Database={self.file(database)}"

    def fresh(self, database):
        for end in ("", "-wal", "-shm", "-journal"):
            self.file(database).with_name(self.file(database).name + end).unlink(missing_ok=True)

    def text(self, column, kind):
        # Decimals are scaled integers here; the feed has none below zero.
        return f"CAST({column} / 100 AS text) || '.' || substr('0' || ({column} % 100), -2)" if kind == "decimal" else f"CAST({column} AS text)"

    def ordered(self, database, table, expression):
        return stream_digest(self.client(database, f"SELECT {expression} FROM {table} WHERE case_no >= 'S' ORDER BY case_no"))

    def clone(self, table):
        """A database file of its own, in the journal mode of tilsig's; the table keeps its name."""
        self.fresh(table)
        made = self.rows(PATTERN, f"SELECT replace(sql, char(10), ' ') || ';' FROM sqlite_master WHERE tbl_name = '{FACT}' AND sql IS NOT NULL ORDER BY rowid")
        output_of(self.client(table, "PRAGMA journal_mode=WAL", *made))

    def drop(self, table):
        self.fresh(table)

    def settle(self):
        """Files are synced before each measurement."""

    def export(self, path):
        with open(path, "w") as out:
            subprocess.run(["sqlite3", "-batch", "-csv", "-header", str(self.file(PATTERN)), f"SELECT * FROM {FACT} ORDER BY {FACT}_key"], check=True, stdout=out)

    def columns(self):
        return self.rows(PATTERN, f"SELECT name || ' ' || type || CASE WHEN \"notnull\" THEN ' not null' ELSE '' END FROM pragma_table_info('{FACT}')")

    def indexes(self):
        return self.rows(PATTERN, f"SELECT replace(sql, 'CREATE ', '') FROM sqlite_master WHERE type = 'index' AND tbl_name = '{FACT}' AND sql IS NOT NULL ORDER BY 1")

    def durability(self):
        """The journal mode stands in the file that tilsig made; the rest belongs to a connection, here the shell's."""
        mode, synchronous, cache = output_of(self.client(PATTERN, *self.pragmas, "PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA cache_size")).split()
        return {"journal_mode": mode, "synchronous": {"1": "normal", "2": "full", "3": "extra"}.get(synchronous, synchronous), "cache_size": f"{cache} (KiB if negative)"}

    def version(self):
        return "SQLite " + output_of(["sqlite3", "--version"]).split()[0]

    def stop(self):
        pass


ENGINES = {engine.name: engine for engine in (PostgreSQL, SQLite, MariaDB)}
