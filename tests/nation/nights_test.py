#!/usr/bin/env python3
"""Nights of the stand-in nation through the program: warehouse, findings and figures say what the truth says, and numbers of persons stand nowhere.

usage: nights_test.py CASE ...   TILSIG_PROGRAMS names the folder of tilsig-nation, tilsig-standin and tilsig-clocked
"""
import base64
import os
import pathlib
import shutil
import subprocess
import tempfile
import types
import unittest

import canary
import count
import faults
import figures
import installation
import mariadb
import nights
import postgresql
import rows

PROGRAMS = pathlib.Path(os.environ.get("TILSIG_PROGRAMS", ""))


class Nation(unittest.TestCase):
    """A nation in a folder that goes away, and the nights through it."""

    def live(self, seed, span, *options, connection_string=None):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="tilsig-nights-"))
        self.addCleanup(shutil.rmtree, folder)
        self.nation = folder / "nation"
        self.truth = self.nation / "truth"
        subprocess.run([PROGRAMS / "tilsig-nation", "--out", self.nation, "--seed", str(seed), "--nights", span, *options], check=True,
                       stdout=subprocess.DEVNULL)
        self.here = installation.Installation(folder / "here", self.nation, PROGRAMS, connection_string)
        self.addCleanup(self.here.end)
        lived = nights.Nights(self.nation, self.here)
        lived.all()
        return lived.dates()

    def nothing(self, differences):
        found = list(differences)
        self.assertEqual(found[:10], [], f"{len(found)} differences")

    def agree(self, dates):
        """At the end, and at the others as it was known then."""
        for night in dates:
            with self.subTest(known_at=night):
                self.nothing(rows.differences(self.truth, self.here, night))
                for year in {2008, int(night[:4]) - 1}:
                    self.nothing(figures.differences(self.truth, self.here, year, night))
        self.nothing(faults.differences(self.nation, self.here, dates[-1]))
        self.nothing(canary.leaks(self.truth, self.here))
        self.assertEqual([path.name for path in (self.here.folder / "in").glob("*/*") if path.is_file()], [], "nobody took these")
        verified = self.here.tilsig("verify")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)


class TenNights(Nation):
    def test_of_one_seed(self):
        dates = self.live(7, "2009-01-05..2009-01-14", "--scale", "0.01", "--places", "6")
        self.agree([dates[0], dates[4], dates[-1]])
        self.each_difference_is_found(dates[-1])

    def each_difference_is_found(self, night):
        """What was compared can differ: one cell of a row of each feed, and who somebody is."""
        said = {"udi.person": "citizenship", "udi.application": "applied_date", "udi.decision": "outcome", "udi.reception": "place_code",
                "udi.settlement": "settled_date", "municipal.programme": "planned_end", "municipal.training": "hours_norwegian",
                "municipal.measure": "measure", "municipal.pause": "reason", "nav.status": "office", "nav.employment": "percent",
                "language_test.result": "test_place", "imdi.request": "requested", "imdi.grant_payment": "amount"}
        for feed, field in said.items():
            with self.subTest(feed=feed):
                truth = self.copied()
                lines = (truth / f"{feed}.csv").read_text().splitlines()
                cells = lines[-1].split(";")
                at = lines[0].split(";").index(field)
                cells[at] = cells[at][:-1] + ("1" if cells[at][-1] != "1" else "2")
                (truth / f"{feed}.csv").write_text("\n".join([*lines[:-1], ";".join(cells)]) + "\n")
                found = [each for each in rows.differences(truth, self.here, night) if each.startswith(feed)]
                self.assertEqual(len(found), 2, found)
        truth = self.copied()
        (truth / "links.csv").write_text("known_at;feed;number;other_number\n")
        self.assertTrue(any(each.startswith("persons: one person of the warehouse alone") for each in rows.differences(truth, self.here, night)))
        planted = self.truth / "faults.csv"
        told = planted.read_text().splitlines()
        planted.write_text("\n".join(told[:-1]) + "\n")
        self.assertTrue(any("was not planted" in each for each in faults.differences(self.nation, self.here, night)))
        planted.write_text("\n".join(told) + "\n")

    def copied(self):
        truth = self.here.folder / "other"
        shutil.rmtree(truth, ignore_errors=True)
        shutil.copytree(self.truth, truth)
        self.addCleanup(shutil.rmtree, truth, True)
        return truth


class Leaks(unittest.TestCase):
    def test_a_number_is_found_in_every_form(self):
        number, duf, candidate = "14837936625", "200690012310", "K900311"
        watching = canary.Canary({number, duf, candidate})
        for data in (f"x{number}y", f"99{duf}1", f"{number[:6]} {number[6:]}", f"{number[:6]}-{number[6:]}", f" {candidate};"):
            self.assertTrue(list(watching.found_in(data.encode())), data)
        for each in (number, duf):
            for shift in range(3):
                self.assertTrue(list(watching.found_in(base64.b64encode(b"x" * shift + each.encode() + b"rest"))), (each, shift))
                self.assertTrue(list(watching.found_in(b"\0" * shift + each.encode("utf-16-le"))), (each, shift))
                self.assertTrue(list(watching.found_in(b"\0" * shift + each.encode("utf-16-be"))), (each, shift))
            self.assertTrue(list(watching.found_in(each.encode().hex().encode())))
        for data in (b"14837936624", b"K900312", b"20069001231", base64.b64encode(b"14830036625 200690912310")):
            self.assertEqual(list(watching.found_in(data)), [], data)


class Counted(unittest.TestCase):
    def test_a_figure_that_differs_is_found(self):
        """Of ten persons counted by hand (hand_made/) one more in the program's answer."""
        folder = pathlib.Path(__file__).parent / "hand_made"
        truth, told = figures.of_truth(folder, 2008, "2009-02-28")
        names = {(figure, to): of for (figure, of), to in figures.VARIANTS.items()}
        ways = {}
        for (figure, variant, area), (value, n, part) in truth.items():
            if (figure, variant) not in names:
                continue
            row = {"municipality": area, "value": float(value) if value else None, "n": n, "part": part if part != "" else None}
            ways.setdefault((figure, variant), []).append(row)
        def answer(more):
            documents = []
            for (figure, variant), found in ways.items():
                country = next(row for row in found if row["municipality"] == count.COUNTRY)
                documents.append({"figure": figure, "unit": {"K01": "persons", "K10": "persons", "K06": "months"}.get(figure, "percent"),
                                  "computed": [{**country, "variant": names[figure, variant], "left_out": told.get(variant, 0),
                                                "municipalities": [{**row, "n": row["n"] + (more if figure == "K01" else 0)} for row in found
                                                                   if row is not country]}]})
            return types.SimpleNamespace(asked=lambda *_: {"figures": documents})
        self.assertEqual(list(figures.differences(folder, answer(0), 2008, "2009-02-28")), [])
        self.assertEqual(len(list(figures.differences(folder, answer(1), 2008, "2009-02-28"))), 2)


class Full(Nation):
    """Three seeds at times when much changes, on the two databases that are used; one on the third."""

    SEEDS = ((1, "2007-12-27..2008-01-12", "off"), (2, "2009-02-14..2009-03-04", "off"), (3, "2008-12-28..2009-01-10", "on"))

    def each_seed(self, connection_string, seeds=SEEDS):
        for seed, span, disagreement in seeds:
            with self.subTest(seed=seed):
                dates = self.live(seed, span, "--scale", "0.03", "--backlog", "2", "--disagreement", disagreement,
                                  connection_string=connection_string())
                self.agree(dates[::4] + dates[-1:])

    def test_sqlite(self):
        self.each_seed(lambda: None)

    def test_postgresql(self):
        if why := postgresql.missing():
            self.skipTest(why)
        with postgresql.Server() as server:
            self.each_seed(server.fresh_database)

    def test_mariadb(self):
        if why := mariadb.missing():
            self.skipTest(why)
        with mariadb.Server() as server:
            self.each_seed(server.fresh_database, self.SEEDS[1:2])


if __name__ == "__main__":
    unittest.main()
