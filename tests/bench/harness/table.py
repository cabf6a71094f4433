"""Measurements of several rounds become one table, as text or as Markdown."""
import statistics
from dataclasses import dataclass
from typing import Optional


@dataclass
class Row:
    title: str
    measures: list              # one per round
    base: Optional[list] = None  # what the ratio is to, one per round
    of: str = ""                # its name
    aim: str = ""               # "<= 1.2": what the ratio should be

    def ratios(self):
        return [one.wall / other.wall for one, other in zip(self.measures, self.base)]

    def missed(self):
        if not self.aim or not self.base:
            return False
        sign, value = self.aim.split()
        ratio = round(statistics.median(self.ratios()), 3)
        return ratio > float(value) if sign == "<=" else ratio < float(value)


HEADINGS = ("", "wall s", "ratio", "(rounds)", "of", "aim", "CPU client s", "CPU server s", "peak MiB", "others %")


def number(value, digits):
    return "-" if value is None else f"{value:.{digits}f}"


def cells(row):
    def middle(name):
        values = [getattr(measure, name) for measure in row.measures]
        return None if None in values else statistics.median(values)
    ratio = spread = ""
    if row.base:
        ratios = row.ratios()
        digits = 3 if statistics.median(ratios) < 0.1 else 2
        ratio, spread = f"{statistics.median(ratios):.{digits}f}", f"{min(ratios):.{digits}f}-{max(ratios):.{digits}f}"
    return (row.title, number(middle("wall"), 2), ratio, spread, row.of, row.aim + (" missed" if row.missed() else ""), number(middle("client"), 2),
            number(middle("server"), 2), number(middle("peak"), 0), number(100 * middle("others"), 0))


def as_text(rows):
    lines = [HEADINGS, *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    left = (0, 4, 5)
    return "\n".join("  ".join(cell.ljust(width) if column in left else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines)


def as_markdown(rows):
    marks = ["---" if column in (0, 4, 5) else "---:" for column in range(len(HEADINGS))]
    return "\n".join("| " + " | ".join(line) + " |" for line in (HEADINGS, marks, *map(cells, rows)))
