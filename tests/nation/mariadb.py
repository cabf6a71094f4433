"""A MariaDB server of its own for a test, in memory where there is room. It ends with the test."""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import time

from postgresql import free_port

USER = "mysql"  # the server refuses to run as root
SERVER = "/usr/sbin/mariadbd"


def missing():
    """Why there can be no server; empty when there can."""
    if not os.path.exists(SERVER) or not shutil.which("mariadb-dump"):
        return "MariaDB is not installed; run: sudo apt-get install mariadb-server odbc-mariadb"
    return ""


class Server:
    def __enter__(self):
        memory = pathlib.Path("/dev/shm")
        parent = memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tilsig-maria-", dir=parent))
        self.databases = 0
        self.user = {}
        if os.geteuid() == 0:
            of = pwd.getpwnam(USER)
            os.chown(self.folder, of.pw_uid, of.pw_gid)
            self.user = {"user": of.pw_uid, "group": of.pw_gid, "extra_groups": []}
        common = ["--no-defaults", f"--datadir={self.folder}/data"]
        subprocess.run(["mariadb-install-db", *common, "--skip-test-db", "--auth-root-authentication-method=normal"], check=True,
                       stdout=subprocess.DEVNULL, cwd=self.folder, **self.user)
        self.port = free_port()
        ready = self.folder / "server.pid"
        self.log = open(self.folder / "server.log", "w+")
        self.process = subprocess.Popen(
            [SERVER, *common, f"--pid-file={ready}", f"--socket={self.folder}/socket", f"--tmpdir={self.folder}", "--bind-address=127.0.0.1",
             f"--port={self.port}", "--innodb-flush-method=nosync", "--performance-schema=off"], stdout=self.log, stderr=self.log, cwd=self.folder, **self.user)
        while not ready.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"MariaDB did not start: {pathlib.Path(self.log.name).read_text()}")
            time.sleep(0.01)
        self.statement("CREATE USER tilsig@'127.0.0.1'; GRANT ALL ON *.* TO tilsig@'127.0.0.1'")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def statement(self, sql):
        subprocess.run(["mariadb", "--no-defaults", f"--socket={self.folder}/socket", "-u", "root", "-e", sql], check=True)

    def fresh_database(self):
        self.databases += 1
        name = f"t{self.databases}"
        self.statement(f"CREATE DATABASE {name}")
        return f"Driver=MariaDB Unicode;Server=127.0.0.1;Port={self.port};Database={name};UID=tilsig;"
