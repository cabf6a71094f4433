"""Whether the planted faults of a stand-in nation came to what truth/faults.csv says, each and nothing else. Shares no code with src/."""
import collections
import csv
import functools
import hashlib
import pathlib
import xml.etree.ElementTree as xml

import nation_test

CODES = {"start_before_decision": "INT-R014", "check_digit": "INT-F002", "end_reason_unknown": "INT-K006", "asylum_right": "INT-R004",
         "offer_too_old": "INT-R011", "too_young": "INT-R037", "status_unknown": "INT-K005", "right_unknown": "INT-K004",
         "end_reason_missing": "INT-F003", "late_registration": "INT-R020",
         "municipality_not_listed": {"udi.settlement": "UDI-K502", "udi.reception": "UDI-K402"}, "district_not_listed": "UDI-K503",
         "ground_foreign": "UDI-K303", "result_off_scale": "PRV-K009"}
TOLD = {code for codes in CODES.values() for code in (codes.values() if isinstance(codes, dict) else [codes])}
KEYS = {"udi.settlement": ("dufnummer", "bosettingsnr"), "udi.reception": ("dufnummer", "oppholdsnr"), "udi.decision": ("vedtaksId",)}
ACTIONS = {"flag": ("flag",), "null": ("flag", "null_field"), "reject": ("reject_record",)}


@functools.cache
def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@functools.cache
def keys_of(path):
    """Of a delivery the records' keys, in their order."""
    if path.suffix == ".xml":
        names = KEYS[path.parts[-3]]
        return ["/".join(record.find("{*}" + name).text for name in names) for record in xml.parse(path).getroot()]
    if path.name.startswith("resultat-"):
        return ["/".join(row[name] for name in ("provekode", "kandidatnr", "prove", "del")) for row in nation_test.with_trailer(path)]
    return ["/".join((row["municipality"], row["case_ref"], row["programme_no"])) for row in nation_test.programmes(path)]


@functools.cache
def places_of(path):
    """key -> number of its record, from 1."""
    return {key: str(at) for at, key in enumerate(keys_of(path), 1)}


def code_of(row):
    codes = CODES[row["kind"]]
    return codes[row["feed"]] if isinstance(codes, dict) else codes


class Planted:
    def __init__(self, nation, until):
        self.nights = pathlib.Path(nation) / "nights"
        self.until = until
        self.records = {}  # (hash, record, code) -> effect
        self.held = set()
        faults = pathlib.Path(nation) / "truth/faults.csv"
        with open(faults, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter=";"):
                if row["night"] > until:
                    continue
                path = self.nights / row["night"] / row["feed"].split(".")[0] / row["feed"] / row["sender"] / row["file"]
                if row["effect"] == "hold":
                    self.held.add(path)
                else:
                    self.records[hash_of(path), places_of(path)[row["key"]], code_of(row)] = row

    def files(self):
        for night in sorted(path for path in self.nights.iterdir() if path.name <= self.until):
            yield from (path for path in sorted(night.glob("*/*/*/*")) if path.parts[-3] != "municipal.nil")


def differences(nation, here, until):
    """Faults that did not come to what is said of them, and trouble that nobody planted: one text each."""
    planted = Planted(nation, until)
    found = {}
    others = collections.Counter()
    held = {hash_of(path) for path in planted.held}
    for feed, content, record, code, action in here.query(
            "SELECT u.feed, d.hash, r.record_no, r.code, r.action FROM ops_rejected r JOIN ops_delivery d ON d.id = r.delivery_id "
            "JOIN ops_unit u ON u.id = d.unit_id"):
        if content in held:
            continue
        if code in TOLD:
            found[content, record, code] = action
        elif action not in ("flag", "alert", "none"):
            others[feed, code, action] += 1
    for (content, record, code), row in planted.records.items():
        action = found.pop((content, record, code), None)
        if action not in ACTIONS[row["effect"]]:
            yield f"{row['night']} {row['sender']} {row['file']} {row['key']}: {row['kind']} is {row['effect']}, and was {action} as {code}"
    for (content, record, code), action in found.items():
        yield f"{action} as {code} of record {record} was not planted, delivery {content[:12]}"
    for (feed, code, action), times in sorted(others.items()):
        yield f"{feed}: {action} as {code} was not planted, {times} times"
    states = {tuple(unit): state for *unit, state in
              here.query("SELECT u.feed, u.sender, d.hash, d.state FROM ops_delivery d JOIN ops_unit u ON u.id = d.unit_id")}
    for path in planted.files():
        state = states.get((path.parts[-3], path.parts[-2], hash_of(path)))
        if (state == "loaded") == (path in planted.held) or state is None:
            yield f"{path.parts[-5]} {path.parent.name} {path.name} is {'to be held' if path in planted.held else 'good'}, and {state or 'was not taken'}"
