"""The limits of a service as its unit names them, put on a process without a service manager."""
import ctypes
import re
import struct
import subprocess

LD, JEQ, JSET, AND, RET = 0x20, 0x15, 0x45, 0x54, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EPERM, EAFNOSUPPORT = 1, 97
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}
NUMBER, FIRST, THIRD = 0, 16, 32  # places in struct seccomp_data


def values(unit, key):
    return re.findall(rf"^{key}=(.*)$", unit, re.M)


def expand(name, seen):
    """The calls of a set of systemd's."""
    if not name.startswith("@"):
        return {name}
    if name in seen:
        return set()
    seen.add(name)
    told = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", name], check=True, capture_output=True, text=True).stdout
    return {call for line in told.splitlines()[1:] if line.strip() and not line.strip().startswith("#") for call in expand(line.strip(), seen)}


def numbers():
    told = subprocess.run(["cc", "-E", "-dM", "-x", "c", "-include", "sys/syscall.h", "/dev/null"], check=True, capture_output=True, text=True).stdout
    return {name: int(number) for name, number in re.findall(r"#define __NR_(\w+) (\d+)$", told, re.M)}


def filter_of(unit):
    """A seccomp program that refuses what SystemCallFilter, RestrictAddressFamilies and MemoryDenyWriteExecute refuse."""
    allowed = expand("@default", set())
    for line in values(unit, "SystemCallFilter"):
        named = {call for word in line.lstrip("~").split() for call in expand(word, set())}
        allowed = allowed - named if line.startswith("~") else allowed | named
    number = numbers()
    code = []

    def answer(what, *conditions):
        code.extend(conditions)
        code.append((RET, 0, 0, what))

    code.append((LD, 0, 0, NUMBER))
    special = []
    families = [FAMILIES[word] for line in values(unit, "RestrictAddressFamilies") for word in line.split()]
    socket = [(LD, 0, 0, FIRST)] + [step for family in families for step in ((JEQ, 0, 1, family), (RET, 0, 0, ALLOW))] + [(RET, 0, 0, ERRNO | EAFNOSUPPORT)]
    special.append((number["socket"], socket))
    if values(unit, "MemoryDenyWriteExecute") == ["yes"]:
        special.append((number["mmap"], [(LD, 0, 0, THIRD), (AND, 0, 0, 6), (JEQ, 0, 1, 6), (RET, 0, 0, ERRNO | EPERM), (RET, 0, 0, ALLOW)]))
        special.append((number["mprotect"], [(LD, 0, 0, THIRD), (JSET, 0, 1, 4), (RET, 0, 0, ERRNO | EPERM), (RET, 0, 0, ALLOW)]))
    for call, steps in special:
        code.append((JEQ, 0, len(steps), call))
        code.extend(steps)
    for call in sorted(number[name] for name in allowed if name in number and number[name] not in [one for one, _ in special]):
        answer(ALLOW, (JEQ, 0, 1, call))
    answer(ERRNO | EPERM)
    return b"".join(struct.pack("HBBI", *step) for step in code)


def enter(program):
    """For preexec_fn: from here on this process and its children are held to the program."""
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, head, 0, 0) != 0:  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
        raise OSError(ctypes.get_errno(), "seccomp")
