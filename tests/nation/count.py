#!/usr/bin/env python3
"""Counts five figures from a truth folder (TRUTH.md), for the country and each municipality. Shares no code with tilsig or with the generator.

usage: count.py TRUTH --year 2008 [--as-known-at 2009-02-28] [--area country|CODE] [--persons links|truth]

One line per figure, variant and area: figure;variant;area;value;n;numerator;told
  value      integer, one decimal, or empty where nobody is counted
  n          who or what is counted: persons, programmes or sittings
  numerator  of a percentage
  told       how many were left out of n for a reason that the definition wants told
Persons are told apart by the links between numbers that were known at the date (links), or by the person of the truth (truth).
"""
import argparse
import collections
import csv
import datetime
import pathlib
import sys
from fractions import Fraction

SETTLED_GROUPS = {"MOT", "OVF", "EMB", "EMU", "PRI"}
WORK_OR_STUDY = {"11", "12", "13", "21", "22"}
BASIC_SCHOOL = {"23"}
DIED = {"81"}
COUNTRY = "country"


def rounded(value, decimals):
    """Half away from zero."""
    scaled = abs(value) * 10 ** decimals
    whole = int(scaled + Fraction(1, 2))
    text = str(whole) if decimals == 0 else f"{whole // 10 ** decimals}.{whole % 10 ** decimals:0{decimals}d}"
    return "-" + text if value < 0 and whole else text


def months_later(day, months):
    """The same day of a later month, or its last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return datetime.date(year, month, min(day.day, last))


def day(text):
    return datetime.date.fromisoformat(text)


class Truth:
    def __init__(self, folder, as_known_at, by_links=True):
        self.folder = pathlib.Path(folder)
        self.until = as_known_at.isoformat()
        self.by_links = by_links
        self.parents = {}
        for line in self.lines("links"):
            one, other = self.root(line["number"]), self.root(line["other_number"])
            if one != other:
                self.parents[max(one, other)] = min(one, other)

    def lines(self, name):
        """The lines of a log that were known at the date."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return
        with open(path, newline="", encoding="utf-8") as file:
            for line in csv.DictReader(file, delimiter=";"):
                if line["known_at"] <= self.until:
                    yield line

    def rows(self, name, *key):
        """The current rows: of each key what was stated last, without what was withdrawn."""
        current = {}
        for line in self.lines(name):
            at = tuple(line[part] for part in key)
            if line["op"] == "withdraw":
                current.pop(at, None)
            else:
                current[at] = line
        return current

    def root(self, number):
        while self.parents.get(number, number) != number:
            number = self.parents[number]
        return number

    def person(self, row):
        if not self.by_links:
            return row["person"]
        number = row.get("fnr") or row.get("duf")
        return self.root(number) if number else "row " + row["person"]


def per_area(found, municipality):
    """area -> what is counted there; everything counts in the country."""
    areas = collections.defaultdict(list)
    for each in found:
        areas[COUNTRY].append(each)
        areas[municipality(each)].append(each)
    return areas


def settlements(truth, year):
    """Settlements that count in a year: the first under a permit, of the groups of K01, not lapsed."""
    decisions = truth.rows("udi.decision", "decision_id")
    rows = truth.rows("udi.settlement", "duf", "settlement_no").values()
    permits = collections.defaultdict(list)
    for row in rows:
        decision = decisions.get((row["decision_id"],))
        permit = decision["application_no"] if decision else "of " + row["decision_id"]
        permits[row["duf"], permit].append(row)
    for (_, permit), same in permits.items():
        first = min(same, key=lambda row: int(row["settlement_no"]))
        if first["group"] in SETTLED_GROUPS and not first["withdrawn_date"] and first["settled_date"][:4] == str(year):
            yield first, permit


def once_each(truth, found, starts):
    """One settlement of each person: the earliest, of two of one day that with the longer wait."""
    persons = {}
    for row, permit in sorted(found, key=lambda each: (each[0]["settled_date"], starts.get((each[0]["duf"], each[1]), "9"))):
        persons.setdefault(truth.person(row), (row, permit))
    return list(persons.values())


def k01(truth, year):
    found = list(settlements(truth, year))
    for area, rows in per_area(found, lambda each: each[0]["municipality"]).items():
        persons = {truth.person(row) for row, _ in rows}
        yield "K01", "", area, str(len(persons)), len(persons), "", ""


def k06(truth, year):
    """From the first positive decision of the permit to the settlement; renewals begin nothing."""
    starts = {}
    for row in truth.rows("udi.decision", "decision_id").values():
        if row["gives_settlement"] == "J" and row["kind"] != "G":
            key = row["duf"], row["application_no"]
            starts[key] = min(starts.get(key, "9"), row["decided_date"])
    found = list(settlements(truth, year))
    for area, rows in per_area(found, lambda each: each[0]["municipality"]).items():
        for variant in ("", "without_OVF"):
            waits = []
            told = 0
            for row, permit in once_each(truth, rows, starts):
                if variant and row["group"] == "OVF":
                    continue
                start = starts.get((row["duf"], permit))
                if start is None or start > row["settled_date"]:
                    told += 1
                else:
                    waits.append((day(row["settled_date"]) - day(start)).days)
            months = Fraction(sum(waits), len(waits)) / Fraction("30.4375") if waits else None
            yield "K06", variant, area, rounded(months, 1) if waits else "", len(waits), "", told


def ended(truth, year=None):
    """Ended programmes (of a year): completed or broken off, and moved without going on elsewhere within three months."""
    rows = [row for row in truth.rows("municipal.programme", "municipality", "case_ref", "programme_no").values() if row["start_date"]]
    started = collections.defaultdict(list)
    for row in rows:
        started[truth.person(row)].append(row)

    def goes_on(row):
        limit = months_later(day(row["end_date"]), 3).isoformat()
        return any((other["municipality"], other["district"]) != (row["municipality"], row["district"])
                   and row["start_date"] < other["start_date"] <= limit for other in started[truth.person(row)])

    for row in rows:
        if not row["end_date"] or (year and row["end_date"][:4] != str(year)) or row["end_reason"] in DIED:
            continue
        if row["status"] in ("3", "4") or (row["status"] in ("5", "6") and not goes_on(row)):
            yield row


def k08(truth, year):
    def lines(variant, rows, reasons):
        for area, there in per_area(rows, lambda row: row["municipality"]).items():
            reached = sum(row["end_reason"] in reasons for row in there)
            unknown = sum(not row["end_reason"] for row in there)
            yield "K08", variant, area, rounded(Fraction(100 * reached, len(there)), 1), len(there), reached, unknown

    rows = list(ended(truth, year))
    yield from lines("A", rows, WORK_OR_STUDY)
    yield from lines("B", [row for row in rows if row["status"] == "3"], WORK_OR_STUDY)
    yield from lines("C", rows, WORK_OR_STUDY | BASIC_SCHOOL)
    last = {}
    for row in sorted(ended(truth), key=lambda row: (row["end_date"], row["start_date"], row["municipality"], row["case_ref"])):
        last[truth.person(row)] = row
    yield from lines("D", [row for row in last.values() if row["end_date"][:4] == str(year)], WORK_OR_STUDY)


def k10(truth, year):
    closing = f"{year}-12-31"
    rows = [row for row in truth.rows("municipal.training", "municipality", "case_ref", "spell_no", "month").values()
            if row["month"] == f"{year}-12" and row["spell_start"] <= closing and (not row["spell_end"] or row["spell_end"] >= closing)]
    for variant, there in (("", [row for row in rows if row["right_category"] != "AN"]), ("AN", [row for row in rows if row["right_category"] == "AN"])):
        for area, found in per_area(there, lambda row: row["municipality"]).items():
            persons = {truth.person(row) for row in found}
            yield "K10", variant, area, str(len(persons)), len(persons), "", ""


def k13(truth, year):
    rows = [row for row in truth.rows("language_test.result", "sitting", "candidate_no", "level", "part").values()
            if row["test_date"][:4] == str(year) and row["level"] == "2" and row["part"] == "S" and row["attendance"] == "M"]
    for area, there in per_area(rows, lambda row: row["training_municipality"] or row["test_municipality"]).items():
        passed = sum(row["result"] == "B" for row in there)
        untold = sum(not row["result"] for row in there)
        yield "K13", "", area, rounded(Fraction(100 * passed, len(there)), 1), len(there), passed, untold


def figures(folder, year, as_known_at, by_links=True):
    truth = Truth(folder, as_known_at, by_links)
    for figure in (k01, k06, k08, k10, k13):
        yield from figure(truth, year)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth")
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--as-known-at", type=day)
    parser.add_argument("--area")
    parser.add_argument("--persons", choices=("links", "truth"), default="links")
    asked = parser.parse_args()
    if not pathlib.Path(asked.truth).is_dir():
        parser.error(f"{asked.truth} is no folder")
    known = asked.as_known_at or datetime.date(asked.year + 1, 2, 28)
    out = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    out.writerow(["figure", "variant", "area", "value", "n", "numerator", "told"])
    found = figures(asked.truth, asked.year, known, asked.persons == "links")
    order = sorted(found, key=lambda line: (line[0], line[1], line[2] != COUNTRY, line[2]))
    out.writerows(line for line in order if asked.area in (None, line[2]))


if __name__ == "__main__":
    main()
