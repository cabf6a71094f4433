#!/usr/bin/env python3
"""Lives through the nights of a stand-in nation with the program: publishes what each night brings, and runs the night on its date.

usage: nights.py NATION INSTALLATION --programs DIR [--connection-string ODBC] [--every-night]

NATION is a folder of tilsig-nation; INSTALLATION is made and holds settings, sources, warehouse and logs afterwards.
"""
import argparse
import pathlib
import shutil
import time

import installation
import rows


class Nights:
    def __init__(self, nation, here):
        self.nation, self.here = pathlib.Path(nation), here
        self.seconds = {}

    def dates(self):
        return sorted(path.name for path in (self.nation / "nights").iterdir())

    def publish(self, night):
        """Hands out the files of a night."""
        for path in sorted((self.nation / "nights" / night).glob("*/*/*/*")):
            source, feed, sender = path.parts[-4:-1]
            if feed == "municipal.nil":  # the words beside an empty file
                continue
            into = self.here.folder / "in" / sender if source == "municipal" else self.here.standin.site / "index" / source
            shutil.copyfile(path, into / path.name)

    def night(self, night, first=False):
        self.here.at(night)
        self.publish(night)
        begun = time.monotonic()
        self.expect(self.here.tilsig("night", "--quiet", *(["--all"] if first else [])))
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
