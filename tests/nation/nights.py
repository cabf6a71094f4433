#!/usr/bin/env python3
"""Lives through the nights of a stand-in nation with the program: publishes what each night brings, and runs the night on its date.

usage: nights.py NATION INSTALLATION --programs DIR [--connection-string ODBC] [--every-night]

NATION is a folder of tilsig-nation; INSTALLATION is made and holds settings, sources, warehouse and logs afterwards.
"""
import argparse
import datetime
import pathlib
import re
import shutil
import time

import installation
import rows

# Feeds that are not due every night, by their schedules: what is published for an older period in between is asked for by name. All else a
# night takes by itself, as its schedule looks back.
NOW_AND_THEN = {"nav.status", "nav.employment", "nav.education", "imdi.grant_payment"}
PERIOD = re.compile(r"-(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:-\d+)?\.\w+$")


def asked_by_the_night(feed, night):
    day = datetime.date.fromisoformat(night)
    if feed == "nav.employment":  # on the 6th
        day -= datetime.timedelta(days=5)
    if feed == "nav.employment" or feed.startswith("municipal."):
        return (day.replace(day=1) - datetime.timedelta(days=1)).strftime("%Y-%m")
    if feed == "nav.status":
        return (day - datetime.timedelta(days=day.weekday())).isoformat()
    return night[:4] if feed.startswith("imdi.") or feed == "nav.education" else night


class Nights:
    def __init__(self, nation, here):
        self.nation, self.here = pathlib.Path(nation), here
        self.seconds = {}

    def dates(self):
        return sorted(path.name for path in (self.nation / "nights").iterdir())

    def publish(self, night):
        """Hands out the files of a night; (feed, sender, period) of each."""
        units = set()
        for path in sorted((self.nation / "nights" / night).glob("*/*/*/*")):
            source, feed, sender = path.parts[-4:-1]
            if feed == "municipal.nil":  # the words beside an empty file
                continue
            into = self.here.folder / "in" / sender if source == "municipal" else self.here.standin.site / "index" / source
            shutil.copyfile(path, into / path.name)
            period = PERIOD.search(path.name)
            units.add((feed, sender if source == "municipal" else None, period[1] if period and feed != "language_test.result" else None))
        return units

    def run_older(self, night, units):
        """Units of older periods that the night leaves: of a feed that is not due every night, or whose schedule looks back less far."""
        older = [unit for unit in units if unit[2] and unit[2] != asked_by_the_night(unit[0], night) and self.is_left(unit[0], unit[2], night)]
        for feed, sender, period in sorted(older, key=lambda unit: (unit[2], installation.FEEDS.index(unit[0]), unit[1] or "")):
            self.expect(self.here.tilsig("run", feed, "--period", period, *(["--sender", sender] if sender else []), "--quiet"))

    @staticmethod
    def is_left(feed, period, night):
        return feed in NOW_AND_THEN or (feed == "imdi.request" and int(period) < int(night[:4]) - 3)

    def night(self, night, first=False):
        self.here.at(night)
        units = self.publish(night)
        begun = time.monotonic()
        self.expect(self.here.tilsig("night", "--quiet", *(["--all"] if first else [])))
        self.run_older(night, units)
        self.seconds[night] = time.monotonic() - begun

    @staticmethod
    def expect(answer):
        """Rejects and holds are what faults come to; anything else is no night."""
        if answer.returncode not in (0, 2, 3):
            raise RuntimeError(f"{' '.join(answer.args)}: {answer.returncode}\n{answer.stdout}{answer.stderr}")

    def all(self, after=None):
        for at, night in enumerate(self.dates()):
            self.night(night, at == 0)
            if after:
                after(night)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nation")
    parser.add_argument("installation")
    parser.add_argument("--programs", required=True)
    parser.add_argument("--connection-string")
    parser.add_argument("--every-night", action="store_true", help="compare after each night, not at the end alone")
    asked = parser.parse_args()
    here = installation.Installation(pathlib.Path(asked.installation).resolve(), asked.nation, pathlib.Path(asked.programs).resolve(), asked.connection_string)
    nights = Nights(asked.nation, here)
    different = 0

    def compare(night):
        nonlocal different
        found = list(rows.differences(nights.nation / "truth", here, night))
        different += len(found)
        print(f"{night}: {nights.seconds[night]:.1f} s, {len(found)} differences", flush=True)
        for each in found[:40]:
            print("   ", each)

    try:
        nights.all(compare if asked.every_night else None)
        if not asked.every_night:
            compare(nights.dates()[-1])
    finally:
        here.end()
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
