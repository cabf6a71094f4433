"""Ten times the records, the same memory: each format against its sibling of a tenth, a workbook against one of half its rows."""
from . import feed, machine, table
from .compare import input_fact, must, running, say, work_folder
from .engines import ENGINES, FACT
from .formats import WRITERS
from .installation import Installation

MOST_MIB = 128
MOST_GROWTH = 1.10
#: a sheet ends at 1 048 576 rows, and a tenth of that would not fill what is bounded (the database's cache, the sorter)
PART = {"xlsx": (2, "half")}


def load(kind, rows, engine, folder, program):
    """Writes the delivery, loads it into a new warehouse, compares the contents; the measure and what was loaded."""
    write, period = WRITERS[kind]
    path = folder / f"feed.{kind}"
    say(f"{kind}, {rows} records: generating")
    write(path, rows)
    here = Installation(folder / "tilsig", program, engine, "warehouse")
    here.build()
    engine.settle()
    say(f"{kind}, {rows} records: {path.stat().st_size} bytes, loading")
    measure = here.run("--from", path, period=period)
    must(here.last["outcome"] == "loaded", f"{kind}: the run ended '{here.last['outcome']}'")
    lines, digest = engine.digest("warehouse", FACT)
    must((lines, digest) == (rows, feed.content_digest(rows)), f"{kind}, {rows} records: the contents are not those of the feed ({lines} rows)")
    fact = f"{kind}: {input_fact(path, rows)}"
    path.unlink()
    engine.fresh("warehouse")
    return measure, fact


def verdict(small, big, part):
    growth = big.peak / small.peak
    return (f"peak {big.peak:.0f} MiB (aim <= {MOST_MIB}{', missed' if big.peak > MOST_MIB else ''}), "
            f"{growth:.2f} of the {part}'s (aim <= {MOST_GROWTH:.2f}{', missed' if growth > MOST_GROWTH else ''})")


def large(options):
    if len(options.engine) != 1:
        raise SystemExit("tools/bench: large takes one --engine")
    missing = ENGINES[options.engine[0]].missing()
    if missing:
        raise SystemExit(f"tools/bench: {missing} is not installed; run tools/setup --bench --tests")
    rows, facts, verdicts = [], [], []
    with work_folder(options.work) as folder, running(options.engine[0], folder) as engine:
        version = engine.version()
        for kind in options.format or WRITERS:
            most = options.workbook_rows if kind == "xlsx" else options.rows
            parts, part = PART.get(kind, (10, "tenth"))
            small, small_fact = load(kind, most // parts, engine, folder, options.program)
            big, big_fact = load(kind, most, engine, folder, options.program)
            facts += [small_fact, big_fact]
            rows += [table.Row(f"{kind}, {most // parts} records", [small]),
                     table.Row(f"{kind}, {most} records", [big], [small], f"a {part}")]
            verdicts.append(f"{kind}: {verdict(small, big, part)}")
    mark = "- " if options.markdown else ""
    print(mark + f"{machine.today()}; {machine.kind()}; {machine.kernel()}; {version}")
    for fact in facts:
        print(mark + fact)
    print("\n" + (table.as_markdown(rows) if options.markdown else table.as_text(rows)) + "\n")
    for line in verdicts:
        print(mark + line)
