"""A night of small units: every sender of a register delivers 50 records into its in-folder, and one night takes them all."""
import contextlib
import shutil

from . import machine
from .compare import must, running, say, work_folder
from .engines import ENGINES, FACT
from .feed import RAW_NAMES
from .installation import CONTENT, Installation
from .measuring import measured

RECORDS = 50
DATABASE = "warehouse"


def declare(content, senders):
    """The bench's content with a register of many senders, each of which owes the feed every day."""
    shutil.copytree(CONTENT, content)
    (content / "schedules/bench.yaml").write_text(
        "source: bench\nfeeds:\n  bench.record: {every: day, at: \"02:00\", deadline: 4h, period: year, senders: register}\n")
    lines = ["version: 1", "regions: [ost]", "delegations: []", "senders:"]
    for code in senders:
        lines.append(f"  - {{id: k{code}, kind: municipality, name: Sender {code}, region: ost, language: nb, feeds: [bench.record], "
                     f"contacts: [k{code}@example.org], periods: [{{from: 2006-01-01, municipality: \"{code}\"}}]}}")
    (content / "connectors/senders.yaml").write_text("\n".join(lines) + "\n")


def deliver(inbox, senders):
    shutil.rmtree(inbox, ignore_errors=True)
    for code in senders:
        folder = inbox / f"k{code}"
        folder.mkdir(parents=True)
        with open(folder / "records.csv", "w", encoding="iso-8859-1", newline="") as out:
            out.write(";".join(RAW_NAMES) + "\r\n")
            for row in range(RECORDS):
                out.write(f"S{code}{row:03d};{code};01.02.2008;01.02.2008;;intro;a;{row},50;1{row},25;{row + 16};Bærum;\r\n")


def transactions(engine, count, folder):
    """Transactions that write one row and nothing else, by the database's own client over one connection: what no load can do without."""
    engine.rows(DATABASE, "CREATE TABLE bench_marker (n bigint)")
    script = folder / "transactions.sql"
    script.write_text("BEGIN;\nINSERT INTO bench_marker VALUES (1);\nCOMMIT;\n" * count)
    reading = {"postgresql": ["-f", script], "sqlite": ["PRAGMA synchronous=FULL", f".read {script}"], "mariadb": ["-e", f"source {script}"]}
    done = measured(engine.client(DATABASE, *reading[engine.name]), engine.pid)
    must(engine.count(DATABASE, "bench_marker") == count, f"{engine.title}: transactions are missing")
    return done


def night(engine, folder, options, content, senders):
    """What the first unit of a new warehouse cost, a night of all senders, a night with nothing due, and the transactions."""
    inbox = folder / "in"
    here = Installation(folder / f"{engine.name}-tilsig", options.program, engine, DATABASE, content, inbox)
    first = here.seed("--sender", f"k{senders[0]}")
    deliver(inbox, senders)
    loaded = measured(here.words("night", "--quiet"), engine.pid)
    expected = len(senders) * RECORDS + 1
    must(engine.count(DATABASE, FACT) == expected, f"{engine.title}: {engine.count(DATABASE, FACT)} rows instead of {expected}")
    idle = measured(here.words("night", "--quiet"), engine.pid)
    return first, loaded, idle, transactions(engine, len(senders), folder)


def per_unit(measure, units):
    return 1000 * measure.client / units, 1000 * measure.server / units


def units(options):
    senders = range(1000, 1000 + options.units)
    with work_folder(options.work) as folder:
        content = folder / "content"
        declare(content, senders)
        print(f"{machine.today()}; {machine.kind()}; {machine.kernel()}\n{options.units} units of {RECORDS} records, one worker; CPU of the client "
              "with its fetch children and of the server, ms a unit")
        for name in options.engine:
            if missing := ENGINES[name].missing():
                print(f"{missing} is not installed and did not take part (`tools/setup --bench` installs it)")
                continue
            with contextlib.ExitStack() as stack:
                engine = stack.enter_context(running(name, folder))
                say(engine.title)
                first, loaded, idle, empty = night(engine, folder, options, content, senders)
            client, server = per_unit(loaded, options.units)
            base_client, base_server = per_unit(empty, options.units)
            print(f"\n{engine.title}: the night took {loaded.wall:.1f} s, peak {loaded.peak:.0f} MiB\n"
                  f"  whole night                                 client {client:6.2f}   server {server:6.2f}\n"
                  f"  a transaction that writes one row           client {base_client:6.2f}   server {base_server:6.2f}\n"
                  f"  above it (aim <= 30 each)                   client {client - base_client:6.2f}   server {server - base_server:6.2f}"
                  f"{'   missed' if max(client - base_client, server - base_server) > 30 else ''}\n"
                  f"  cold start, a new warehouse and one record  {first.wall:6.2f} s, CPU client {first.client:.2f} s, server {first.server:.2f} s\n"
                  f"  a second night, nothing due                 {idle.wall:6.2f} s, CPU client {idle.client:.2f} s, server {idle.server:.2f} s")
