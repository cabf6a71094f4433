"""The records of feed.py in the other formats, written as streams."""
import datetime
import json
import zipfile
from xml.sax.saxutils import escape

from .feed import COLUMNS, PLACE, RAW_NAMES, record, write_csv

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: texts that many cells share; the case numbers follow them, one each
SHARED = (*RAW_NAMES, "intro", "norsk", "prove", "a", "b", "c", "d", *PLACE, "løpende, uten merknad")
INDEX = {text: number for number, text in enumerate(SHARED)}
FIRST_DAY = datetime.date(1899, 12, 30)  # day 0 of the calendar that workbooks call 1900


def write_xml(path, rows):
    with open(path, "w", encoding="iso-8859-1") as out:
        out.write('<?xml version="1.0" encoding="ISO-8859-1"?>\n<poster>\n')
        for n in range(rows):
            cells = "".join(f"<{name}>{escape(cell)}</{name}>" if cell else f"<{name}/>" for name, cell in zip(RAW_NAMES, record(n)))
            out.write(f"<post>{cells}</post>\n")
        out.write("</poster>\n")


def write_json(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"poster":[')
        for n in range(rows):
            cells = {name: cell or None for name, cell in zip(RAW_NAMES, record(n))}
            out.write((",\n" if n else "\n") + json.dumps(cells, ensure_ascii=False, separators=(",", ":")))
        out.write("\n]}\n")


def sheet_row(number, cells, case_index):
    """Case numbers, codes and texts are shared strings, dates and ages numbers, amounts texts of their own (with the feed's decimal mark)."""
    out = [f'<row r="{number}">']
    for letter, (_, column, kind), cell in zip("ABCDEFGHIJKL", COLUMNS, cells):
        name = f'<c r="{letter}{number}"'
        if not cell:
            continue
        if column == "case_no":
            out.append(f'{name} t="s"><v>{case_index}</v></c>')
        elif kind == "date":
            day = datetime.date(int(cell[6:]), int(cell[3:5]), int(cell[:2]))
            out.append(f'{name} s="1"><v>{(day - FIRST_DAY).days}</v></c>')
        elif kind == "integer":
            out.append(f"{name}><v>{cell}</v></c>")
        elif cell in INDEX:
            out.append(f'{name} t="s"><v>{INDEX[cell]}</v></c>')
        else:
            out.append(f'{name} t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
    return "".join(out) + "</row>"


def write_workbook(path, rows):
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    relation = f'<Relationship Id="{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relation.format("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>',
        "xl/workbook.xml":
            f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Poster" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{PACKAGE}/relationships">{relation.format("rId1", "worksheet", "worksheets/sheet1.xml")}'
            f'{relation.format("rId2", "sharedStrings", "sharedStrings.xml")}{relation.format("rId3", "styles", "styles.xml")}</Relationships>',
        "xl/styles.xml":
            f'<styleSheet xmlns="{SHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in parts.items():
            book.writestr(name, head + text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out:
            out.write(f'{head}<worksheet xmlns="{SHEET}"><sheetData>'.encode())
            header = "".join(f'<c r="{letter}1" t="s"><v>{INDEX[name]}</v></c>' for letter, name in zip("ABCDEFGHIJKL", RAW_NAMES))
            out.write(f'<row r="1">{header}</row>'.encode())
            for n in range(rows):
                out.write(sheet_row(n + 2, record(n), len(SHARED) + n).encode())
            out.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as out:
            out.write(f'{head}<sst xmlns="{SHEET}">'.encode())
            out.write("".join(f"<si><t>{escape(text)}</t></si>" for text in SHARED).encode())
            for n in range(rows):
                out.write(f"<si><t>S{n:09d}</t></si>".encode())
            out.write(b"</sst>")


#: format -> its writer and the period whose year chooses its layout in tests/bench/content
WRITERS = {"csv": (write_csv, "2008"), "xml": (write_xml, "1998"), "json": (write_json, "1999"), "xlsx": (write_workbook, "2000")}
