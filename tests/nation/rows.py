"""Whether a warehouse says what the truth of a stand-in nation says, row by row, as known at a date. Shares no code with src/.

Rows of each feed are compared as a multiset of their values. Who is who is compared by what is said of whom: everything that is said of a person of
the truth (whose numbers were linked at the date) must be said of one person of the warehouse (whose ids were aliases at the date), and the other
way round. The sets of what is said of a person agree exactly when there is a bijection between persons under which all rows are the same.
"""
import collections
import datetime
import decimal

import count
import installation


def next_day(text):
    return (datetime.date.fromisoformat(text) + datetime.timedelta(days=1)).isoformat() if text else ""


def yes(text):
    return {"J": "1", "N": "0"}.get(text, text)


def number(text, scale):
    return str(decimal.Decimal(text).quantize(decimal.Decimal(1).scaleb(-scale))) if text != "" else ""


def first_of_month(text):
    return text + "-01"


def first_of_year(text):
    return text + "-01-01"


class Feed:
    """`columns` are `name` where table and truth agree, `column=field` where they do not; `field` may be a function of the row. `scales` are decimals."""

    def __init__(self, table, key, columns, person=None, scales=None, **computed):
        self.table, self.key, self.person, self.scales = table, key.split(), person, scales or {}
        self.columns = {}
        for each in columns.split():
            column, _, field = each.partition("=")
            self.columns[column] = (lambda row, field=field or column: row[field])
        self.columns.update(computed)
        for column, scale in self.scales.items():
            told = self.columns[column]
            self.columns[column] = lambda row, told=told, scale=scale: number(told(row), scale)
        self.names = sorted(self.columns)

    def values(self, row):
        return tuple(self.columns[name](row) for name in self.names)


def known(row):
    return row["fnr"] or row["duf"]


def ends_after(field="valid_to"):
    return lambda row: next_day(row[field])


UDI = {
    "udi.person": Feed("fact_udi_person", "duf", "birth_date birth_date_quality sex citizenship citizenship_at arrival_date death_date emigrated_date "
                                                 "registered_at"),
    "udi.application": Feed("fact_udi_application", "duf application_no", "application_no application_type=type applied_date withdrawn_date registered_at",
                            unaccompanied_minor=lambda row: yes(row["minor"])),
    "udi.decision": Feed("fact_udi_decision", "decision_id",
                         "decision_id application_no instance decision_kind=kind decided_date outcome legal_ground=ground appeal_of appeal_outcome "
                         "valid_from registered_at", valid_to=ends_after(), gives_settlement=lambda row: yes(row["gives_settlement"]),
                         limited=lambda row: yes(row["limited"]),
                         overturns=lambda row: "1" if row["appeal_of"] and row["appeal_outcome"] in ("OMG", "DEL", "OPH") else "0"),
    "udi.reception": Feed("fact_udi_reception", "duf stay_no", "stay_no place_code place_type municipality_code=municipality valid_from leaving "
                                                               "registered_at", valid_to=ends_after()),
    "udi.settlement": Feed("fact_udi_settlement", "duf settlement_no",
                           "settlement_no settlement_group=group municipality_code=municipality district_code=district settled_date decision_id "
                           "lapsed_date=withdrawn_date registered_at", agreed=lambda row: yes(row["agreed"])),
}
for udi in UDI.values():
    udi.columns["withdrawn"] = lambda row: "1" if row["op"] == "withdraw" else "0"
    udi.names = sorted(udi.columns)
    udi.person = lambda row: row["duf"]

EVERYBODY = "municipality_code=municipality case_ref district_code=district sex birth_date registered_at "
OTHERS = {
    "municipal.programme": Feed("fact_programme", "municipality case_ref programme_no",
                                EVERYBODY + "programme_no right_category offer_date decision_date decision_result valid_from=start_date planned_end status "
                                            "end_reason moved_to", known, valid_to=ends_after("end_date"), regime=lambda row: "IL"),
    "municipal.training": Feed("fact_training", "municipality case_ref spell_no month",
                               EVERYBODY + "spell_no right_category claim_date valid_from=spell_start hours_norwegian hours_social hours_absent "
                                           "hours_absent_valid track teaching_language", known,
                               dict.fromkeys(("hours_norwegian", "hours_social", "hours_absent", "hours_absent_valid"), 1),
                               month_start=lambda row: first_of_month(row["month"]), valid_to=ends_after("spell_end")),
    "municipal.measure": Feed("fact_measure", "municipality case_ref programme_no measure_no",
                              EVERYBODY + "programme_no measure_no measure valid_from hours_week hours_absent absence", known,
                              {"hours_week": 1, "hours_absent": 1}, valid_to=ends_after()),
    "municipal.pause": Feed("fact_pause", "municipality case_ref programme_no decision_no",
                            EVERYBODY + "programme_no decision_no decision_date valid_from reason with_benefit after_leave", known, valid_to=ends_after()),
    "municipal.stop": Feed("fact_stop", "municipality case_ref programme_no decision_no",
                           EVERYBODY + "programme_no decision_no decision_date stop_date reason appeal", known, valid_to=ends_after("stop_date")),
    "nav.status": Feed("fact_nav_status", "spell_id", "spell_id spell_kind=kind valid_from main_status referral_group measure_code participation office "
                                                      "benefit_months", lambda row: row["ident"], valid_to=ends_after()),
    "nav.employment": Feed("fact_nav_employment", "employment_id", "employment_id employment_type=type employer workplace valid_from percent hours_week",
                           lambda row: row["ident"], {"percent": 2, "hours_week": 2}, valid_to=ends_after()),
    "nav.education": Feed("fact_nav_education", "person as_of", "as_of state basis level", lambda row: row["ident"],
                          in_education=lambda row: {"JA": "1", "NEI": "0"}.get(row["state"], "")),
    "language_test.result": Feed("fact_language_test", "sitting candidate_no level part",
                                 "sitting test_date id_type level part training_municipality test_municipality test_place attendance result "
                                 "registered_at=graded_date", lambda row: known(row) or row["candidate_no"],
                                 municipality_code=lambda row: row["training_municipality"] or row["test_municipality"],
                                 appealed=lambda row: "1" if row["appeal"] else "0"),
    "imdi.request": Feed("fact_settlement_request", "municipality year group",
                         "municipality_code=municipality request_group=group requested requested_extra requested_date decided decided_date answer "
                         "settled_by_agreement", year_start=lambda row: first_of_year(row["year"])),
    "imdi.grant_payment": Feed("fact_grant_payment", "municipality grant_year grant_post scheme_year instalment",
                               "municipality_code=municipality grant_post instalment paid_date persons adults amount", None, {"amount": 2},
                               year_start=lambda row: first_of_year(row["grant_year"]), scheme_year=lambda row: row["scheme_year"] or "0"),
}
ALL = {**UDI, **OTHERS}


class FromTruth:
    """Rows of each feed as (values, number of the person); persons by their linked numbers."""

    def __init__(self, folder, day):
        self.truth = count.Truth(folder, datetime.date.fromisoformat(day))

    def rows(self, name, feed):
        current = {}
        for line in self.truth.lines(name):
            key = tuple(line[part] for part in feed.key)
            if line["op"] == "withdraw" and name not in UDI:
                current.pop(key, None)
            else:
                current[key] = line
        for row in current.values():
            yield feed.values(row), feed.person(row) if feed.person else None

    def person_of(self, told):
        return self.truth.root(told)


class FromWarehouse:
    """Rows of each feed as (values, id of the person); persons by the aliases of their ids."""

    def __init__(self, here, day):
        self.here = here
        midnight = datetime.datetime.fromisoformat(day).replace(tzinfo=installation.NORWAY) + datetime.timedelta(days=1)
        until = midnight.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        self.known = int(here.query(f"SELECT coalesce(max(load_seq), 0) FROM ops_load WHERE loaded_at < '{until}'")[0][0])
        self.aliases = dict(here.query(f"SELECT alias_id, same_as FROM ops_person_alias WHERE load_seq <= {self.known}"))
        self.scaled = isinstance(here.database, installation.Sqlite)  # it has no decimals: whole numbers of the last digit

    def rows(self, name, feed):
        columns = ", ".join(f'"{column}"' for column in feed.names) + (', "person_id"' if feed.person else "")
        told = self.here.query(f"SELECT {columns} FROM {feed.table} WHERE load_seq <= {self.known} UNION ALL SELECT {columns} FROM {feed.table}_history "
                               f"WHERE load_seq <= {self.known} AND replaced_seq > {self.known}")
        for row in told:
            values = [value or "" for value in row[:len(feed.names)]]
            for at, column in enumerate(feed.names):
                if column in feed.scales and values[at]:
                    scale = feed.scales[column]
                    values[at] = number(decimal.Decimal(values[at]).scaleb(-scale) if self.scaled else values[at], scale)
            yield tuple(values), row[-1] if feed.person else None

    def person_of(self, told):
        return self.aliases.get(told, told)


def said_of(source, rows):
    """person -> all that is said of it: what UDI says of each of its numbers stays together."""
    registrations, others = collections.defaultdict(list), collections.defaultdict(list)
    for name, found in rows.items():
        for values, told in found:
            if told is not None:
                (registrations if name in UDI else others)[told].append((name, values))
    persons = collections.defaultdict(list)
    for told, said in registrations.items():
        persons[source.person_of(told)].append(("registration", tuple(sorted(said))))
    for told, said in others.items():
        persons[source.person_of(told)].extend(said)
    return collections.Counter(tuple(sorted(said)) for said in persons.values())


def shown(feed, values, other=None):
    """A row, or how it differs from the other one."""
    return ", ".join(f"{name}={value}" + (f" not {other[at]}" if other else "")
                     for at, (name, value) in enumerate(zip(feed.names, values)) if value and not other or other and other[at] != value)


def nearest(values, among):
    """Of some rows the one with which most values agree."""
    return max(among, key=lambda other: sum(one == two for one, two in zip(values, other)), default=None)


def differences(truth_folder, here, day):
    """What warehouse and truth say differently, as they were known at the end of the day: one text each."""
    truth, warehouse = FromTruth(truth_folder, day), FromWarehouse(here, day)
    of_truth = {name: list(truth.rows(name, feed)) for name, feed in ALL.items()}
    of_warehouse = {name: list(warehouse.rows(name, feed)) for name, feed in ALL.items()}
    for name, feed in ALL.items():
        lacking = collections.Counter(values for values, _ in of_truth[name])
        surplus = collections.Counter(values for values, _ in of_warehouse[name])
        lacking, surplus = lacking - surplus, surplus - lacking
        for values in lacking.elements():
            like = nearest(values, surplus) if len(surplus) < 300 else None
            yield f"{name}: not there: {shown(feed, values)}" + (f"; nearest: {shown(feed, like, values)}" if like else "")
        for values in surplus.elements():
            yield f"{name}: too much: {shown(feed, values)}"
    persons, ids = said_of(truth, of_truth), said_of(warehouse, of_warehouse)
    for what, found in (("one person of the truth alone", persons - ids), ("one person of the warehouse alone", ids - persons)):
        for said in found.elements():
            tables = collections.Counter(name for name, _ in said)
            cases = sorted({values[ALL[name].names.index("case_ref")] for name, values in said if name.startswith("municipal.")})
            yield f"persons: {what}: {dict(tables)} {cases}"
