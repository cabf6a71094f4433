#!/usr/bin/python3
"""What one writes in an afternoon instead: the raw feed read, checked, converted and inserted into the same table, in one transaction.

usage: plain_script.py postgresql|sqlite|mariadb FEED TABLE FILE_OR_PORT DATABASE [--tuned]

The checks are those of the feed's contract. The HMAC of each key finds duplicates without keeping keys in memory as they are. --tuned
(PostgreSQL only): dates cut by position instead of strptime, and COPY instead of execute_values.
"""
import csv
import datetime
import decimal
import hashlib
import hmac
import io
import re
import sys

engine, feed, table, place, database = sys.argv[1:6]
tuned = "--tuned" in sys.argv
secret = b"a key of thirty-two bytes, or so"
four_digits = re.compile(r"[0-9]{4}")
received = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
problems = []


def by_strptime(text):
    return datetime.datetime.strptime(text, "%d.%m.%Y").date() if text else None


def by_position(text):
    return datetime.date(int(text[6:10]), int(text[3:5]), int(text[:2])) if text else None


as_date = by_position if tuned else by_strptime


def as_decimal(text):
    return decimal.Decimal(text.replace(",", ".")).quantize(decimal.Decimal("0.01")) if text else None


def typed_rows():
    seen = set()
    with open(feed, encoding="iso-8859-1", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file, delimiter=";"), 1):
            try:
                case, municipality, kind = cells["sak"], cells["kommunenr"], cells["type"]
                if not case or len(case) > 20:
                    raise ValueError("case number")
                if not four_digits.fullmatch(municipality):
                    raise ValueError("municipality is not four digits")
                if kind not in ("intro", "norsk", "prove"):
                    raise ValueError("unknown kind")
                if not cells["status"]:
                    raise ValueError("no status")
                event, decided, ended = as_date(cells["hendelse"]), as_date(cells["vedtak"]), as_date(cells["slutt"])
                if event is None:
                    raise ValueError("no event date")
                hours, amount = as_decimal(cells["timer"]), as_decimal(cells["belop"])
                age = int(cells["alder"]) if cells["alder"] else None
                town, remark = " ".join(cells["sted"].split()) or None, cells["merknad"] or None
                if len(town or "") > 60 or len(remark or "") > 100:
                    raise ValueError("text too long")
            except ValueError as error:
                problems.append(f"line {number + 1}: {error}")
                continue
            if decided and ended and decided > ended:
                problems.append(f"line {number + 1}: end before decision (loaded)")
            key = hmac.new(secret, case.encode(), hashlib.sha256).digest()
            if key in seen:
                problems.append(f"line {number + 1}: case seen before")
                continue
            seen.add(key)
            yield (number, case, municipality, event, decided, ended, kind, cells["status"], hours, amount, age, town, remark,
                   1, municipality, received, 1, 1, number)


def batches(rows, size=1000):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def for_sqlite(row):
    """It has neither dates nor decimals: ISO text, and hundredths as integers, as the table has them."""
    return (*row[:3], *(day and day.isoformat() for day in row[3:6]), *row[6:8], *(None if value is None else int(value * 100) for value in row[8:10]),
            *row[10:15], row[15].isoformat(" "), *row[16:])


def into_postgresql(rows):
    import psycopg2
    from psycopg2.extras import execute_values
    connection = psycopg2.connect(host="127.0.0.1", port=place, user="tilsig", dbname=database)
    cursor = connection.cursor()
    if tuned:
        for batch in batches(rows, 10_000):
            text = io.StringIO()
            csv.writer(text).writerows(batch)
            text.seek(0)
            cursor.copy_expert(f"COPY {table} FROM STDIN CSV", text)
    else:
        for batch in batches(rows):
            execute_values(cursor, f"INSERT INTO {table} VALUES %s", batch, page_size=1000)
    connection.commit()


def into_sqlite(rows):
    import sqlite3
    connection = sqlite3.connect(place)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    with connection:
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * 19)})", map(for_sqlite, rows))
    connection.close()


def into_mariadb(rows):
    import pymysql
    connection = pymysql.connect(host="127.0.0.1", port=int(place), user="tilsig", database=database)
    cursor = connection.cursor()
    for batch in batches(rows):
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * 19)})", batch)
    connection.commit()


{"postgresql": into_postgresql, "sqlite": into_sqlite, "mariadb": into_mariadb}[engine](typed_rows())
print(f"{len(problems)} problems", *problems[:20], sep="\n")
