"""Runs a command and says what it cost: wall, CPU of its process tree, CPU of the server, peak memory of the tree."""
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")
LEAST_PAUSE, MOST_PAUSE = 0.002, 0.05  # seconds between two looks


@dataclass
class Measure:
    wall: float
    client: float  # CPU seconds of the command and of all its descendants that were waited for
    server: float  # CPU seconds of the database server's processes meanwhile
    peak: float    # MiB, see PeakMemory
    others: float  # share of the cores that everybody else took meanwhile, the sampling of memory included
    output: str = ""  # what it answered; what it said beside it is shown when it fails


def read(path):
    try:
        return pathlib.Path(path).read_text()
    except (OSError, UnicodeDecodeError):
        return ""  # the process has just ended


def tree(pid):
    """The process and its descendants."""
    found = [pid]
    for one in found:
        try:
            tasks = os.listdir(f"/proc/{one}/task")
        except OSError:
            continue  # it has just ended
        for task in tasks:
            found += map(int, read(f"/proc/{one}/task/{task}/children").split())
    return found


def kib(text, name):
    for line in text.splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


class PeakMemory(threading.Thread):
    """The largest sum of the tree's proportional set sizes (PSS: shared pages are counted once), looked at every 50 ms (short runs more
    often), or the largest VmHWM of one of its processes where that is more: the kernel keeps it, so that a single process hides no spike.
    A lone process is only asked for its VmHWM, which costs it nothing; adding up PSS walks its page tables."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.kib, self.ended, self.failure = pid, 0, threading.Event(), None

    def run(self):
        try:
            self.look()
        except Exception as failure:  # told by the thread that measures: a peak that was not watched is no peak
            self.failure = failure

    def look(self):
        began = time.monotonic()
        while not self.ended.is_set():
            processes = tree(self.pid)
            sums = [sum(kib(read(f"/proc/{one}/smaps_rollup"), "Pss") for one in processes)] if len(processes) > 1 else []
            self.kib = max([self.kib, *sums, *(kib(read(f"/proc/{one}/status"), "VmHWM") for one in processes)])
            self.ended.wait(min(MOST_PAUSE, max(LEAST_PAUSE, (time.monotonic() - began) / 20)))


def server_cpu(main_pid):
    """CPU seconds so far of a server's processes, ended ones included; 0 without a server."""
    if main_pid is None:
        return 0.0
    ticks = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        fields = read(stat).rsplit(")", 1)[-1].split()
        if not fields:
            continue
        if int(stat.parent.name) == main_pid:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == main_pid:
            ticks += sum(map(int, fields[11:13]))
    return ticks / TICKS


def busy_cpu():
    """CPU seconds that the whole machine has worked so far, time stolen by its host included."""
    fields = list(map(int, read("/proc/stat").split("\n", 1)[0].split()[1:9]))
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def measured(command, server_pid=None, codes=(0,), environment=None):
    """A command that ends with another exit code ends the bench: what failed has no speed."""
    command = list(map(str, command))
    os.sync()  # what others wrote is not paid for here
    with tempfile.TemporaryFile("w+", errors="replace") as output, tempfile.TemporaryFile("w+", errors="replace") as said:
        before, busy, start = server_cpu(server_pid), busy_cpu(), time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=said, stdin=subprocess.DEVNULL,
                                   env=os.environ | (environment or {}))
        peak = PeakMemory(process.pid)
        peak.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        server, busy = server_cpu(server_pid) - before, busy_cpu() - busy
        peak.ended.set()
        peak.join()
        if peak.failure:
            raise peak.failure
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said.seek(0)
        text, beside = output.read(), said.read()
    if process.returncode not in codes:
        sys.exit(f"tools/bench: '{' '.join(command)}' ended with {process.returncode}:\n{(text + beside)[-4000:]}")
    client = usage.ru_utime + usage.ru_stime
    others = max(0.0, busy - client - server) / (wall * os.cpu_count())
    return Measure(wall, client, server, peak.kib / 1024, others, text)
