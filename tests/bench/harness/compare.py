"""Side by side: every contender and tilsig on every database, in turns; contents are compared before a ratio is printed."""
import contextlib
import dataclasses
import pathlib
import shutil
import sys
import tempfile
from types import SimpleNamespace

from . import feed, machine, table
from .contenders import CONTENDERS
from .engines import ENGINES, FACT, PATTERN
from .installation import Installation

BUILT = "tilsig, making the tables of a new warehouse"
FIRST, STAGING, AGAIN, FORCED = "tilsig, first load", "tilsig, up to staging", "tilsig, same bytes again, fetched", "tilsig, processed again"
STANDING = "tilsig, first load, indexes left standing"
SORTED, UNSORTED = "tilsig, 1 % changed, sorted", "tilsig, 1 % changed, unsorted"
AIMS = {("postgresql", FIRST): "<= 1.2", ("sqlite", FIRST): "<= 2.2", ("mariadb", FIRST): "<= 1.7", STAGING: "<= 1.5", AGAIN: "<= 0.05",
        SORTED: "<= 0.15", UNSORTED: "<= 0.15", "pgloader": ">= 4", "Python script, psycopg2 execute_values": ">= 2.5"}


def say(text):
    print(text, file=sys.stderr, flush=True)


def must(good, what):
    """Contents that differ end the bench: a fast load of something else has no ratio."""
    if not good:
        sys.exit(f"tools/bench: {what}; no ratios are printed")


@contextlib.contextmanager
def work_folder(parent):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tilsig-bench-", dir=parent))
    folder.chmod(0o755)  # the servers are other users
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(name, folder):
    engine = ENGINES[name](folder / name)
    try:
        yield engine
    finally:
        engine.stop()


class Side:
    """One database with everything that is measured on it."""

    def __init__(self, engine, inputs, rows, program, most_contenders=None):
        self.engine, self.rows, self.program, self.inputs = engine, rows, program, inputs
        self.files = SimpleNamespace(**vars(inputs), clean=inputs.folder / f"{engine.name}-clean.csv")
        self.figures = {}
        self.absent = [contender for contender in CONTENDERS[engine.name] if contender.missing()]
        self.contenders = [contender for contender in CONTENDERS[engine.name] if contender not in self.absent][:most_contenders]
        engine.fresh(PATTERN)
        pattern = Installation(inputs.folder / f"{engine.name}-pattern", program, engine, PATTERN)
        pattern.run("--from", inputs.feed)
        self.check_declared(PATTERN, FACT, 0, "the prepared table")
        engine.export(self.files.clean)
        self.whole = {}

    def check_declared(self, database, name, version, title, empty_is_null=False, rows_besides=0):
        lines, digest = self.engine.digest(database, name, empty_is_null)
        count = self.engine.count(database, name)
        must(count == self.rows + rows_besides, f"{self.engine.title}, {title}: {count} rows instead of {self.rows + rows_besides}")
        must((lines, digest) == (self.rows, self.inputs.contents[version]),
             f"{self.engine.title}, {title}: the contents are not those of the feed ({lines} rows, {digest[:16]} instead of "
             f"{self.inputs.contents[version][:16]})")

    def note(self, title, measure):
        say(f"  {self.engine.title}: {title}: {measure.wall:.2f} s")
        self.figures.setdefault(title, []).append(measure)

    def challenge(self, contender):
        engine = self.engine
        (engine.unindexed_clone if contender.unindexed else engine.clone)("copied")
        engine.settle()
        measure = contender.load(engine, self.files)
        place = ("copied", FACT) if engine.name == "sqlite" else (PATTERN, "copied")
        self.check_declared(*place, 0, contender.title, contender.empty_is_null)
        if contender.from_clean:
            how = (contender.empty_is_null, contender.spoils)
            if how not in self.whole:
                self.whole[how] = engine.all_columns_digest(PATTERN, FACT, *how)
            must(engine.all_columns_digest(*place, *how) == self.whole[how],
                 f"{engine.title}, {contender.title}: the two tables differ in a technical column")
        engine.drop("copied")
        self.note(contender.title, measure)

    def installation(self, noted=False):
        made = Installation(self.inputs.folder / f"{self.engine.name}-tilsig", self.program, self.engine, "warehouse")
        built = made.build()
        must(self.engine.count("warehouse", FACT) == 0, f"{self.engine.title}: the new table is not empty")
        if noted:
            self.note(BUILT, built)
        self.engine.settle()
        return made

    def run(self, here, title, outcome, version, *arguments, history=0, rows_besides=0):
        measure = here.run(*arguments)
        must(here.last["outcome"] == outcome, f"{self.engine.title}, {title}: the run ended '{here.last['outcome']}' instead of '{outcome}'")
        self.check_declared("warehouse", FACT, version, title, rows_besides=rows_besides)
        kept = self.engine.count("warehouse", f"{FACT}_history")
        must(kept == history, f"{self.engine.title}, {title}: {kept} rows of history instead of {history}")
        self.note(title, measure)
        return measure

    def first_and_again(self):
        here = self.installation(noted=True)
        first = self.run(here, FIRST, "loaded", 0, "--from", self.files.feed)
        if self.engine.name == "postgresql":
            steps = here.steps()
            self.note(STAGING, dataclasses.replace(first, wall=first.wall - steps["classify"] - steps["load"], client=None, server=None, peak=None))
        here.deliver(self.files.feed)
        self.run(here, AGAIN, "nothing_new", 0)
        self.run(here, FORCED, "nothing_new", 0, "--from", self.files.feed, "--again")
        must(here.last["rows"][FACT]["unchanged"] == self.rows, f"{FORCED}: not every row was looked at")

    def changed(self):
        """Into a table that holds a row of another unit: a first load must then leave the indexes standing, as any later load does."""
        here = self.installation()
        here.seed()
        self.engine.settle()
        hundredth = (self.rows + 99) // 100
        self.run(here, STANDING, "loaded", 0, "--from", self.files.feed, rows_besides=1)
        self.run(here, SORTED, "loaded", 1, "--from", self.files.changed, history=hundredth, rows_besides=1)
        self.run(here, UNSORTED, "loaded", 2, "--from", self.files.shuffled, history=2 * hundredth, rows_besides=1)

    def round(self, number):
        tasks = [self.first_and_again, self.changed, *(lambda one=contender: self.challenge(one) for contender in self.contenders)]
        turn = number % len(tasks)  # nobody always comes first, or after the same one
        for task in tasks[turn:] + tasks[:turn]:
            task()

    def table_rows(self):
        base, name = self.contenders[0].title if self.contenders else "", self.engine.name
        compared = {FIRST: base, STAGING: "psql \\copy, unlogged and unindexed", AGAIN: FIRST, FORCED: FIRST, STANDING: base, SORTED: STANDING, UNSORTED: STANDING}
        compared |= {contender.title: FIRST for contender in self.contenders[1:] if not contender.unindexed}
        order = [*(contender.title for contender in self.contenders), BUILT, FIRST, STAGING, AGAIN, FORCED, STANDING, SORTED, UNSORTED]
        for title in order:
            if title not in self.figures:
                continue
            of = compared.get(title, "")
            if of not in self.figures:  # with --contenders N what it is compared with may not have taken part
                yield table.Row(title, self.figures[title])
                continue
            yield table.Row(title, self.figures[title], self.figures.get(of), of.removeprefix("tilsig, "), AIMS.get((name, title), AIMS.get(title, "")))

    def facts(self):
        yield f"{self.engine.version()}: " + ", ".join(f"{name} {value}" for name, value in self.engine.durability().items())
        yield f"{FACT}: " + ", ".join(self.engine.columns())
        yield "indexes: " + "; ".join(self.engine.indexes())
        for contender in self.absent:
            yield f"{contender.title}: not installed, did not take part ({contender.package}; `tools/setup --bench` installs it)"


def prepare(folder, rows):
    """The three deliveries and what a table must hold after each."""
    inputs = SimpleNamespace(folder=folder, feed=folder / "feed.csv", changed=folder / "changed.csv", shuffled=folder / "shuffled.csv")
    feed.write_csv(inputs.feed, rows)
    feed.write_csv(inputs.changed, rows, version=1)
    feed.write_csv(inputs.shuffled, rows, version=2, shuffled=True)
    inputs.contents = [feed.content_digest(rows, version) for version in range(3)]
    return inputs


def input_fact(path, rows):
    return f"{rows} records, {path.stat().st_size} bytes, sha256 {feed.file_digest(path)}"


def compare(options):
    with work_folder(options.work) as folder, contextlib.ExitStack() as servers:
        say("generating")
        inputs = prepare(folder, options.rows)
        sides, absent = [], []
        for name in options.engine:
            if missing := ENGINES[name].missing():
                absent.append(f"{missing} is not installed and did not take part (`tools/setup --bench` installs it)")
                continue
            sides.append(Side(servers.enter_context(running(name, folder)), inputs, options.rows, options.program, options.contenders))
        if not sides:
            sys.exit("tools/bench: none of the databases is installed; run tools/setup --bench")
        for number in range(options.rounds):
            say(f"round {number + 1} of {options.rounds}")
            for side in sides:
                side.round(number)

        mark = "- " if options.markdown else ""
        for fact in (f"{machine.today()}; {machine.kind()}; {machine.kernel()}", f"raw feed: {input_fact(inputs.feed, options.rows)}",
                     f"contents compared: sha256 {inputs.contents[0]} of {options.rows} canonical rows in every table after a first load",
                     f"median of {options.rounds} interleaved rounds; ratios are medians of the rounds' own, with the least and the greatest beside them",
                     "; ".join(machine.versions(options.program)), *absent):
            print(mark + fact)
        for side in sides:
            print(f"\n{'### ' if options.markdown else ''}{side.engine.title}\n")
            rows = list(side.table_rows())
            print(table.as_markdown(rows) if options.markdown else table.as_text(rows))
            print()
            for fact in side.facts():
                print(mark + fact)
