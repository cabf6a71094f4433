#!/usr/bin/env python3
"""Writes a workbook anew with some of its texts and numbers replaced: IN OUT OLD=NEW..."""
import sys
import zipfile

source, target, *pairs = sys.argv[1:]
with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
    for name in old.namelist():
        text = old.read(name)
        for pair in pairs:
            before, after = pair.split("=")
            text = text.replace(f">{before}<".encode(), f">{after}<".encode())
        new.writestr(name, text)
