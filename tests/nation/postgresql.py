"""A PostgreSQL server of its own for a test, in memory where there is room. It ends with the test."""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile

USER = "postgres"  # the server refuses to run as root


def binaries():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else None


def missing():
    """Why there can be no server; empty when there can."""
    if binaries() is None:
        return "PostgreSQL is not installed; run: sudo apt-get install postgresql odbc-postgresql"
    return ""


def free_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


class Server:
    def __enter__(self):
        memory = pathlib.Path("/dev/shm")
        parent = memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tilsig-pg-", dir=parent))
        self.databases = 0
        self.user = {}
        if os.geteuid() == 0:
            of = pwd.getpwnam(USER)
            os.chown(self.folder, of.pw_uid, of.pw_gid)
            self.user = {"user": of.pw_uid, "group": of.pw_gid, "extra_groups": []}
        data = self.folder / "data"
        self.run("initdb", "-D", data, "-A", "trust", "-U", "tilsig", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.port = free_port()
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off -c full_page_writes=off"
        self.run("pg_ctl", "-D", data, "-l", self.folder / "server.log", "-o", settings, "-w", "start")
        return self

    def __exit__(self, *_):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def run(self, program, *arguments):
        subprocess.run([binaries() / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self.user)

    def fresh_database(self):
        self.databases += 1
        name = f"t{self.databases}"
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "tilsig", name)
        return f"Driver=PostgreSQL Unicode;Server=127.0.0.1;Port={self.port};Database={name};UID=tilsig;"
