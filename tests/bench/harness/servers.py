"""Private database servers with durability on, as in production; each keeps its files in a folder of the bench."""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def output_of(command, **options):
    """Standard output of a command that must succeed; its error output is shown when it does not."""
    ended = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if ended.returncode != 0:
        raise RuntimeError(f"'{' '.join(map(str, command))}' ended with {ended.returncode}: {ended.stderr.strip()}")
    return ended.stdout


class Server:
    """What both servers have in common: neither runs as root."""
    user = ""

    def __init__(self, folder):
        self.folder, self.port, self.as_user = folder, free_port(), []
        folder.mkdir()
        if os.geteuid() == 0:
            user = pwd.getpwnam(self.user)
            os.chown(folder, user.pw_uid, user.pw_gid)
            self.as_user = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups"]


class PostgreSQL(Server):
    user = "postgres"

    def __init__(self, folder):
        super().__init__(folder)
        self.programs = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self.data = folder / "data"
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "tilsig", "--locale=C.UTF-8", "-E", "UTF8")
        options = (f"-p {self.port} -k {folder} -c listen_addresses=127.0.0.1 -c shared_buffers=1GB -c max_wal_size=16GB -c autovacuum=off")
        self.run("pg_ctl", "-D", self.data, "-o", options, "-w", "-l", folder / "log", "start")
        self.pid = int((self.data / "postmaster.pid").read_text().split()[0])

    def run(self, program, *arguments):
        subprocess.run([*self.as_user, self.programs / program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "fast", "stop")


class MariaDB(Server):
    user = "mysql"

    def __init__(self, folder):
        super().__init__(folder)
        self.data = folder / "data"
        output_of([*self.as_user, "mariadb-install-db", "--no-defaults", f"--datadir={self.data}", "--skip-test-db",
                   "--auth-root-authentication-method=normal"], cwd="/")
        pid_file, log = folder / "server.pid", open(folder / "log", "w")
        self.process = subprocess.Popen(
            [*self.as_user, shutil.which("mariadbd") or "/usr/sbin/mariadbd", "--no-defaults", f"--datadir={self.data}", f"--pid-file={pid_file}",
             f"--socket={folder}/socket", f"--tmpdir={folder}", "--bind-address=127.0.0.1", f"--port={self.port}", "--secure-file-priv=",
             "--local-infile=1", "--innodb-buffer-pool-size=1G", "--innodb-log-file-size=1G"], stdout=log, stderr=log, cwd="/")
        while not pid_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"MariaDB did not start: {(folder / 'log').read_text()}")
            time.sleep(0.05)
        self.pid = self.process.pid
        output_of(["mariadb", "--no-defaults", f"--socket={folder}/socket", "-u", "root", "-e",
                   "CREATE USER tilsig@'127.0.0.1'; GRANT ALL ON *.* TO tilsig@'127.0.0.1'"])

    def stop(self):
        self.process.terminate()
        self.process.wait()
