"""The records every contender loads, as the raw feed and as the content a table must have afterwards.

The same record numbers give the same bytes for ever: a result names the hash of its input.
"""
import hashlib
import random

#: column of the raw feed, column of the table, kind
COLUMNS = (
    ("sak", "case_no", "code"), ("kommunenr", "municipality_code", "code"), ("hendelse", "event_date", "date"),
    ("vedtak", "decided_on", "date"), ("slutt", "ended_on", "date"), ("type", "kind", "code"), ("status", "status", "code"),
    ("timer", "hours", "decimal"), ("belop", "amount", "decimal"), ("alder", "age", "integer"), ("sted", "place", "text"),
    ("merknad", "remark", "text"))
RAW_NAMES = tuple(raw for raw, _, _ in COLUMNS)
DECLARED = tuple(column for _, column, _ in COLUMNS)
#: stands for NULL in canonical text; no value of the feed has it
NULL = "~"
PLACE = tuple(f"Østre Bærum {n}" for n in range(100))


def record(n, version=0):
    """Raw cells of record `n`; every hundredth has another amount in each version."""
    day, month, year = n % 28 + 1, n // 28 % 12 + 1, 2000 + n % 24
    chance = n * 2654435761 % 4294967296 >> 16  # of 65536, without memory of the records before
    moved = version if n % 100 == 0 else 0
    date = f"{day:02d}.{month:02d}.{year}"
    return (f"S{n:09d}", f"{n % 9000 + 1000}", date, date, "" if chance % 10 < 3 else f"{day:02d}.{month:02d}.{year + 1}",
            ("intro", "norsk", "prove")[n % 3], "abcd"[n % 4], f"{n % 40},{n % 10}0", f"{n % 90000 + moved},{n % 100:02d}", f"{n % 70 + 16}",
            PLACE[n % 100], "" if chance & 256 else "løpende, uten merknad")


def canonical(cells):
    """The same record as text that does not depend on an engine: ISO dates, decimal points, NULL by a mark."""
    out = []
    for (_, _, kind), cell in zip(COLUMNS, cells):
        if cell and kind == "date":
            cell = f"{cell[6:]}-{cell[3:5]}-{cell[:2]}"
        elif kind == "decimal":
            cell = cell.replace(",", ".")
        out.append(cell or NULL)
    return "|".join(out)


def content_digest(rows, version=0):
    """SHA-256 of the canonical lines in the order of the business key: what every table must come to."""
    digest = hashlib.sha256()
    for start in range(0, rows, 10_000):
        digest.update("".join(canonical(record(n, version)) + "\n" for n in range(start, min(rows, start + 10_000))).encode())
    return digest.hexdigest()


def write_csv(path, rows, version=0, shuffled=False):
    order = range(rows)
    if shuffled:
        order = list(order)
        random.Random(2008).shuffle(order)
    with open(path, "w", encoding="iso-8859-1", newline="") as out:
        out.write(";".join(RAW_NAMES) + "\r\n")
        for n in order:
            out.write(";".join(record(n, version)) + "\r\n")


def file_digest(path):
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
