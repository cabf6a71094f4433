"""Reads tests/mutations/*.yaml and applies an edit of them to a text, whatever the whitespace of either."""
import pathlib
import re

import yaml

KEYS = {"name", "promise", "file", "find", "replace", "also", "tests"}
EDIT_KEYS = {"file", "find", "replace"}


def dense(text):
    """The signs of a text that no formatter moves, and where each stands: no whitespace, no seam between two string literals."""
    seams = {at for seam in re.finditer(r'"\s+"', text) for at in range(*seam.span())}
    places = [at for at, sign in enumerate(text) if not sign.isspace() and at not in seams]
    return "".join(text[at] for at in places), places


class Edit:
    def __init__(self, entry):
        self.file = entry["file"]
        self.find = entry["find"]
        self.replace = entry["replace"]

    def applied(self, text):
        """The text with `find` replaced, and what hinders it (then the text is as it was): it must stand exactly once."""
        signs, places = dense(text)
        wanted, _ = dense(self.find)
        found = signs.count(wanted) if wanted else 0
        if found != 1:
            return text, f"'{self.find.strip().splitlines()[0] if wanted else ''}' stands {found} times, not once"
        first = signs.index(wanted)
        begin, end = places[first], places[first + len(wanted) - 1] + 1
        return text[:begin] + self.replace + text[end:], None


def read(folder):
    """(room, its breakings) for each file, in the order of names."""
    for file in sorted(pathlib.Path(folder).glob("*.yaml")):
        yield file.stem, yaml.safe_load(file.read_text()) or []
