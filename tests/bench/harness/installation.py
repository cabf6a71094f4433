"""An installation of tilsig for one database, and the commands that are measured."""
import json
import os
import pathlib
import shutil

from .feed import RAW_NAMES, record
from .measuring import measured
from .servers import output_of

ROOT = pathlib.Path(__file__).resolve().parents[3]
CONTENT = ROOT / "tests/bench/content"
FEED = "bench.record"


def settings(folder, engine, database, content, inbox):
    """Writes tilsig.yaml of a new installation into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (inbox / "bench").mkdir(parents=True, exist_ok=True)
    config = folder / "tilsig.yaml"
    config.write_text(
        f"warehouse: {{connection_string: \"{engine.connection(database)}\", statement_timeout: 120m}}\n"
        f"content: {content}\nsenders: {{register: {content}/connectors/senders.yaml}}\n"
        f"sources: {{bench: {{folder: {inbox}}}}}\nlog: {{file: tilsig.log}}\n")
    return config


class Installation:
    def __init__(self, folder, program, engine, database, content=CONTENT, inbox=None):
        self.folder, self.program, self.engine = folder, program, engine
        engine.fresh(database)
        self.config = settings(folder, engine, database, content, inbox or folder / "in")

    def words(self, command, *arguments):
        return [self.program, command, *arguments, "--config", self.config]

    def run(self, *arguments, period="2008", codes=(0,)):
        """Measures a run; the text it prints is its JSON document."""
        done = measured(self.words("run", FEED, "--period", period, "--json", "--quiet", *arguments), self.engine.pid, codes)
        self.last = json.loads(done.output)
        return done

    def build(self):
        """A delivery without records is held, and all tables are there, empty: what the others load into was made before the clock, too."""
        return self.run("--from", self.other_unit(()), period="2006", codes=(3,))

    def seed(self, *arguments):
        """One row of another unit: the table is not empty any more, so that a first load leaves its indexes standing."""
        return self.run("--from", self.other_unit([("A" + record(0)[0][1:], *record(0)[1:])]), *arguments, period="2007")

    def other_unit(self, rows):
        path = self.folder / "other.csv"
        path.write_text("".join(";".join(cells) + "\r\n" for cells in (RAW_NAMES, *rows)), encoding="iso-8859-1", newline="")
        return path

    def deliver(self, file):
        """Puts a file into the in-folder, as a sender does who sends the same file once more."""
        os.link(file, self.folder / "in/bench" / pathlib.Path(file).name)

    def steps(self):
        """Seconds of each step of the last run, from its ledger."""
        account = json.loads(output_of(self.words("ledger", str(self.last["run"]), "--json")))
        return {step["name"]: step["microseconds"] / 1e6 for step in account["steps"]}
