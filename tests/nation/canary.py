"""Whether numbers of persons stand anywhere in the clear: as text, in UTF-16, in hexadecimal, in base64. Shares no code with src/."""
import base64
import csv
import pathlib
import re

PAIRS = re.compile(rb"(?:3[0-9]){11,}|(?:4b|4B)(?:3[0-9]){6,}")
# Three digits in base64 are four characters, each out of a few: a number holds three such groups, wherever it begins.
GROUPS = re.compile(rb"(?=((?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){3}))")


def numbers_of(truth):
    """All that is a number of somebody: national numbers, DUF numbers, numbers of candidates."""
    found = set()
    for name, columns in (("persons", ("fnr", "dnr")), ("registrations", ("duf", "lead_duf")), ("links", ("number", "other_number"))):
        with open(pathlib.Path(truth) / f"{name}.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter=";"):
                found.update(row[column] for column in columns if row[column])
    return found


class Canary:
    def __init__(self, numbers):
        self.numbers = numbers
        self.candidates = {number for number in numbers if number.startswith("K")}
        self.digits = numbers - self.candidates
        self.middles = {number[at:at + 9] for number in self.digits for at in range(3)}

    def in_text(self, text):
        for run in re.finditer(r"\d{6} \d{5}|\d{6}-\d{5}", text):
            if re.sub(r"\D", "", run[0]) in self.digits:
                yield "a number in groups"
        for run in re.finditer(r"\d{11,}", text):
            for length in (11, 12):
                if any(run[0][at:at + length] in self.digits for at in range(len(run[0]) - length + 1)):
                    yield "a number"
        for run in re.finditer(r"K\d{6,7}", text):
            if run[0] in self.candidates or run[0][:7] in self.candidates:
                yield "a candidate number"

    def found_in(self, data):
        """What of a number stands in the bytes, in any form."""
        yield from self.in_text(data.decode("latin-1"))
        for at in (0, 1):
            for order in ("utf-16-le", "utf-16-be"):
                text = data[at:len(data) - (len(data) - at) % 2].decode(order, "replace")
                yield from (f"{what} in {order}" for what in self.in_text(text))
        for run in PAIRS.finditer(data):
            yield from (f"{what} in hexadecimal" for what in self.in_text(bytes.fromhex(run[0].decode()).decode("latin-1")))
        for run in GROUPS.finditer(data):
            if base64.b64decode(run[1]).decode("latin-1") in self.middles:
                yield "a number in base64"


def leaks(truth, here):
    """Where a number stands that should not: every file of the installation but what sources handed out, and the database."""
    canary = Canary(numbers_of(truth))
    theirs = [here.folder / name for name in ("in", "site", "content")]
    for path in sorted(here.folder.rglob("*")):
        if path.is_file() and not any(each in path.parents for each in theirs):
            for what in sorted(set(canary.found_in(path.read_bytes()))) + sorted(set(canary.in_text(path.name))):
                yield f"{path.relative_to(here.folder)}: {what}"
    for what in sorted(set(canary.found_in(here.database.dump()))):
        yield f"the database: {what}"
