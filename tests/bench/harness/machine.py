"""Where and with what was measured."""
import datetime
import os
import platform
import re
import shutil
import subprocess

from .measuring import read


def kind():
    """The machine in a few words, without its name."""
    model = re.search(r"model name\s*: (.*)", read("/proc/cpuinfo"))
    memory = int(re.search(r"MemTotal:\s+(\d+)", read("/proc/meminfo"))[1]) / 1024 / 1024
    system = re.search(r'PRETTY_NAME="([^"(]*)', read("/etc/os-release"))
    return (f"{len(os.sched_getaffinity(0))} cores of {model[1].strip() if model else platform.machine()}, {memory:.0f} GiB, "
            f"{system[1].strip() if system else platform.system()}")


def kernel():
    return f"{platform.system()} {platform.release()}"


def today():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def versions(program):
    """First line of what each tool calls itself; tools that are not installed are left out."""
    out = []
    for command in ([program, "--version"], ["psql", "--version"], ["mariadb", "--version"], ["pgloader", "--version"], ["ogr2ogr", "--version"],
                    ["/usr/bin/python3", "--version"]):
        if shutil.which(command[0]):
            said = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
            out += (said.stdout + said.stderr).strip().splitlines()[:1]
    return [f"tilsig {out[0]}", *out[1:]]
