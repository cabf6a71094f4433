// Every kind of mistake is told with file, line and column, and with what to write instead.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

/// One change of the example, and where and how it must be told. The place is found from the text, so that the tests
/// survive a new line in the README; `at` must occur once after the change.
struct Case {  // plain pointers: a hundred cases made of strings take the compiler a minute
    const char* name;
    const char* file;
    const char* old_text;
    const char* new_text;
    const char* at;       ///< the text the place points at
    const char* message;  ///< what the line says after the place
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class LintTest : public testing::TestWithParam<Case> {};

TEST_P(LintTest, IsToldWithItsPlaceAndRemedy) {
    const Case& c = GetParam();
    ExampleCatalog files;
    files.replace(c.file, c.old_text, c.new_text);
    const std::string text = files[c.file];
    const auto offset = text.find(c.at);
    ASSERT_NE(offset, std::string::npos) << "nothing to point at";
    ASSERT_EQ(text.find(c.at, offset + 1), std::string::npos) << "the place is not unique";
    const std::string before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto column = 1 + before.size() - (before.rfind('\n') + 1);
    const std::string expected =
        std::string(c.file) + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + c.message;
    auto lines = files.lints();
    // The place of the other file within the message is not what this test is about.
    for (auto& told : lines) {
        const auto other = told.find("(mappings/");
        const auto end = told.find(')', other);
        const auto colon = told.find(".yaml:", other);
        if (other != std::string::npos && colon < end) told.replace(colon + 6, end - colon - 6, "PLACE");
    }
    EXPECT_NE(std::find(lines.begin(), lines.end(), expected), lines.end()) << "expected\n"
                                                                            << expected << "\ngot\n"
                                                                            << join(lines, "\n");
}

std::string case_name(const testing::TestParamInfo<Case>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Contract, LintTest,
    testing::Values(
        Case{"UnknownKey", contract, "retention: 90d", "retantion: 90d", "retantion",
             "unknown key 'retantion' in contract; did you mean 'retention'?"},
        Case{"FeedAndPath", contract, "feed: imdi.settlement", "feed: imdi.settlements", "imdi.settlements",
             "'imdi.settlements' does not agree with the path; write imdi.settlement, or move the file"},
        Case{"State", contract, "state: active", "state: activ", "activ ",
             "'activ' is not possible for 'state' of contract; did you mean 'active'? possible: draft, shadow, active"},
        Case{"Retention", contract, "retention: 90d", "retention: ninety", "ninety",
             "'ninety' is not a retention class; write days, like 90d"},
        Case{"Shrink", contract, "max_shrink: 0.05", "max_shrink: 5555", "5555",
             "max_shrink is a share between 0 and 1"},
        Case{"FieldName", contract, "  region: {", "  Region: {", "Region: {",
             "field name 'Region' is not lower snake case; use a-z, 0-9 and _, start with a letter, at most 63 "
             "characters"},
        Case{"FieldType", contract, "year: {type: integer", "year: {type: number", "number,",
             "'number' is not possible for 'type' of field year; possible: text, code, integer, decimal, date, "
             "boolean, timestamp"},
        Case{"FieldTitleLanguage", contract, "title: {nb: Region, en: Region}, required",
             "title: {nb: Region}, required", "{nb: Region}", "title lacks 'en'; add it"},
        Case{"FieldTitleKey", contract, "title: {nb: Region, en: Region}, required",
             "title: {nb: Region, en: Region, no: R}, required", "no: R",
             "unknown key 'no' in title; did you mean 'nb'?"},
        Case{"FieldTitleEmpty", contract, "title: {nb: Region, en: Region}, required",
             "title: {nb: Region, en: \"\"}, required", "\"\"}, req",
             "the en title of region is empty; write it, or leave title out"},
        Case{"ZoneOfText", contract, "measure: {type: text,", "measure: {type: text, zone: UTC,", "UTC,",
             "'zone' is only for timestamp fields; leave it out"},
        Case{"ScaleOfText", contract, "measure: {type: text,", "measure: {type: text, scale: 7,", "7,",
             "'scale' is only for decimal fields; leave it out"},
        Case{"MissingReason", contract, "\":\": suppressed", "\":\": Not known", "Not known",
             "reason name 'Not known' is not lower snake case; use a-z, 0-9 and _, start with a letter, at most 63 "
             "characters"},
        Case{"ColumnOfUnpivot", contract, "unit: {type: text, required: true}", "unit: {type: text, column: units}",
             "{type: text, column: units}",
             "unknown column of layout crosstab 'units'; did you mean unit? known: region, region_name, measure, unit, "
             "year, value"},
        Case{"KeyField", contract, "key: [region,", "key: [regionn,", "[regionn",
             "unknown field 'regionn'; did you mean region? known: region, region_name, measure, unit, year, value"},
        Case{"OwnerField", contract, "owner: region", "owner: kommune", "kommune",
             "unknown field 'kommune'; known: region, region_name, measure, unit, year, value"},
        Case{"SubjectField", contract, "owner: region", "owner: region\nsubject: {case: kommune}", "kommune",
             "unknown field 'kommune'; known: region, region_name, measure, unit, year, value"},
        Case{"SubjectOfTwoFields", contract, "owner: region", "owner: region\nsubject: {case: unit, person: year}",
             "{case: unit",
             "subject must name one field, either of the case or of the person; write {case: FIELD} or "
             "{person: FIELD}, or leave it out where records are aggregates"},
        Case{"SubjectOfNoField", contract, "owner: region", "owner: region\nsubject: {}", "{}",
             "subject must name one field, either of the case or of the person; write {case: FIELD} or "
             "{person: FIELD}, or leave it out where records are aggregates"},
        Case{"PersonInAWideTable", contract, "owner: region", "owner: region\nperson: {numbers: {unit: national}}",
             "{numbers",
             "layout 'crosstab' is a wide table: each of its cells is a record; a person is erased record by record; "
             "ask "
             "for a file with one line for each record"},
        Case{"PersonWithoutItsClass", contract, "owner: region", "owner: region\nsubject: {person: unit}", "unit}",
             "field 'unit' has privacy public, but names persons; give the field `privacy: personal`"},
        Case{"PersonsNumberThatIsOpen", contract, "owner: region", "owner: region\nperson: {numbers: {unit: national}}",
             "national}}",
             "field 'unit' is a person's number and has privacy public; give the field `privacy: personal`"},
        Case{"PersonsNumberOfNoKind", contract, "owner: region", "owner: region\nperson: {numbers: {unit: passport}}",
             "passport}}",
             "'passport' is not possible for 'unit' of numbers; possible: national, fnr, dnr, duf, lead_duf, "
             "candidate"},
        Case{"PersonsLeadOfNoNumber", contract, "owner: region", "owner: region\nperson: {numbers: {unit: lead_duf}}",
             "{unit: lead_duf",
             "a lead DUF number is the lead of another one, which is not named; name the person's own DUF number in "
             "`numbers` too"},
        Case{"PersonsIdOfNoNumber", contract, "owner: region",
             "owner: region\nperson: {numbers: {unit: national}, id_of: units}", "units}",
             "'units' is no number of the person; name one of the fields under `numbers`"},
        Case{"PersonsIdAsKey", contract, "key: [region, measure,",
             "person: {numbers: {unit: national}, as: who}\nkey: [who, measure,", "who}",
             "the key names 'who', which is of the person; write `id_of` with the number by which the source keeps its "
             "records"},
        Case{"PersonsIdAsKeyOfFindings", contract, "key: [region, measure,",
             "person: {numbers: {unit: national}, id_of: unit, as: who}\nkey: [who, measure,", "who}",
             "the key names 'who', so that findings need a subject; write `subject: {person: unit}`"},
        Case{"PersonWithoutNumbers", contract, "owner: region", "owner: region\nperson: {numbers: {}}", "{}}",
             "numbers must name the fields that hold numbers of the person; write {fnr: national, duf: duf}"},
        Case{"PeriodField", contract, "owner: region", "owner: region\nperiod_of: yeer", "yeer",
             "unknown field 'yeer'; did you mean year? known: region, region_name, measure, unit, year, value"},
        Case{"HeaderRows", contract, "headers: [measure, unit, year]", "headers: [measure, unit]", "[measure, unit] ",
             "unpivot names 2 headers, the file has 3 header rows; name one for each header row"},
        Case{"Encoding", contract, "encoding: iso-8859-1", "encoding: latin1", "latin1",
             "'latin1' is not possible for 'encoding' of layout; possible: utf-8, iso-8859-1, windows-1252, "
             "utf-16, utf-16le, utf-16be"},
        Case{"YearsBackwards", contract, "to: 2030", "to: 1990", "1990", "layout 'crosstab' ends before it starts"},
        Case{"TrailerWithoutPrefix", contract, "trailer: false", "trailer: true ", "csv                       #",
             "the contract demands a trailer, but layout 'crosstab' has none; add `csv.trailer_prefix`, or set "
             "`complete.trailer: false`"},
        Case{"SharedColumn", contract, "unit: {type: text, required: true}", "unit: {type: text, column: measure}",
             "{type: text, column: measure}",
             "fields 'measure' and 'unit' read the same column 'measure'; give each its own column, or split: code and "
             "split: name"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Rules, LintTest,
    testing::Values(
        Case{"NoFailingExample", rules, "K301}, expect: fail", "K0302}, expect: pass", "- {given: {region: K0301}",
             "rule 'BOS-F001' has no example that comes out as fail; a rule without a passing and a failing example "
             "proves nothing: add one to tests"},
        Case{"NoPassingExample", rules, "K0301}, expect: pass", "K31}, expect: fail", "- {given: {region: K31}",
             "rule 'BOS-F001' has no example that comes out as pass; a rule without a passing and a failing example "
             "proves nothing: add one to tests"},
        Case{"NoEnglishText", rules, "    en: The region", "    nn: The region", "nb: Regionkoden",
             "text lacks 'en'; add it"},
        Case{"NoBokmalFix", rules, "    nb: Bruk", "    nn: Bruk", "nn: Bruk", "fix lacks 'nb'; add it"},
        Case{"Placeholder", rules, "The region code is", "The code {region} is", "The code",
             "placeholder '{region}' is not allowed in a text; only {count}, {period}, {deadline} and {field_label} "
             "are: a text holds no value"},
        Case{"CodeShape", rules, "BOS-F001", "BOS-1", "BOS-1", "rule code 'BOS-1' is not AREA-Lnnn; like INT-F003"},
        Case{"CodeLetter", rules, "BOS-F001", "BOS-R001", "BOS-R001",
             "the letter of 'BOS-R001' does not fit kind field; use F for kind field"},
        Case{"CodeOfTheProgram", rules, "BOS-F001", "SYS-F901", "SYS-F901",
             "rule code 'SYS-F901' is in an area of the program; use INT, NOR, PRV, BOS, NAV, UDI or an area of the "
             "feed"},
        Case{"UnknownCheck", rules, "{pattern: region,", "{patern: region,", "patern",
             "unknown check 'patern'; did you mean pattern? known: required, pattern, one_of, range, max_length, code, "
             "expression, identifier, not_identifier, expected_set, volume, unique, no_overlap, exists, absent, total"},
        Case{"PatternSyntax", rules, "K[0-9]{4}", "K[0-9{4}", "\"K[0-9{4}\"",
             "the pattern cannot be read: missing ]: [0-9{4}; write it in RE2 syntax; look-around and back references "
             "do not exist there"},
        Case{"CheckField", rules, "{pattern: region,", "{pattern: regio,", "regio,",
             "unknown field 'regio'; did you mean region? known: region, region_name, measure, unit, year, value"},
        Case{"ExampleField", rules, "{region: K0301}", "{regio: K0301}", "regio:",
             "unknown field in an example 'regio'; did you mean region? known: region, region_name, measure, unit, "
             "year, value"},
        Case{
            "UnknownList", rules, "{pattern: region, matches: \"K[0-9]{4}\"}", "{code: region, in: municipalty}",
            "municipalty",
            "unknown code list 'municipalty'; did you mean municipality? known: imdi_settlement_measure, municipality"},
        Case{"AsOfIsNoDate", rules, "{pattern: region, matches: \"K[0-9]{4}\"}",
             "{code: region, in: municipality, as_of: year}", "year}",
             "as_of field 'year' is not a date but integer; name a date field, $period, or a date like 2026-01-01"},
        Case{"ExpressionType", rules, "{pattern: region, matches: \"K[0-9]{4}\"}",
             "{expression: \"year > 2000 and unit > 7\"}", "> 7",
             "a text and a number cannot be compared; write it in quotes"},
        Case{"ExpressionIsNoTest", rules, "{pattern: region, matches: \"K[0-9]{4}\"}", "{expression: year + 1}",
             "year + 1", "the expression of a rule needs a boolean, this is a number; compare it with something"},
        Case{"ExpressionWithoutField", rules, "{pattern: region, matches: \"K[0-9]{4}\"}",
             "{expression: $sender = 'x'}", "$sender",
             "the expression looks at no field, so no record can break the rule; name a field"},
        Case{"WhenAsMapping", rules, "  text:\n", "  when: {unit: [Personer]}\n  text:\n", "{unit: [P",
             "when must be an expression; like \"unit = 'Personer'\"; several values: \"unit in ('a', 'b')\"; any "
             "value: \"unit is not null\""},
        Case{"IdentifierKind", rules, "{pattern: region, matches: \"K[0-9]{4}\"}", "{identifier: region, kind: fnrr}",
             "fnrr",
             "'fnrr' is not possible for 'kind' of check; did you mean 'fnr'? possible: fnr, dnr, person, duf, orgnr, "
             "country_ssb, "
             "country_iso3, nav_office"},
        Case{"IdentifierWithoutDate", rules, "{pattern: region, matches: \"K[0-9]{4}\"}",
             "{identifier: region, kind: fnr}", "fnr}",
             "which fnr numbers are valid depends on the date; write `as_of`: a date field, $period or a date like "
             "2026-01-01"},
        Case{"IdentifierOfANumber", rules, "{pattern: region, matches: \"K[0-9]{4}\"}",
             "{identifier: year, kind: orgnr}", "year, kind",
             "field 'year' is integer, which has lost its leading zeros; give it type text or code"},
        Case{"RangeBound", rules, "{pattern: region, matches: \"K[0-9]{4}\"}", "{range: year, min: nineteen}",
             "nineteen",
             "'nineteen' is not a value of type integer; write it in canonical form: 42, 0.25 with the field's scale, "
             "2020-01-01"},
        Case{"RangeOfText", rules, "{pattern: region, matches: \"K[0-9]{4}\"}", "{range: region, min: \"1\"}",
             "region, min",
             "field 'region' is code, which has no range; a range is for integer, decimal and date fields"},
        Case{"SetWithoutDate", rules, "{pattern: region, matches: \"K[0-9]{4}\"}",
             "{expected_set: region, in: municipality}", "region, in",
             "`expected_set` needs `as_of`: which codes are expected depends on the date; write $period or a date"},
        Case{"KindOfCheck", rules, "{pattern: region, matches: \"K[0-9]{4}\"}", "{volume: delivery, max_shrink: 0.1}",
             "volume:", "check volume does not go with kind field; use kind aggregate"},
        Case{"ActionOfKind", rules, "kind: field", "kind: aggregate", "reject_record",
             "action reject_record needs a record, but rule 'BOS-F001' is about the delivery; use none, alert, "
             "block_slice or block_delivery"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Mapping, LintTest,
    testing::Values(
        Case{"UnmappedField", mapping, "  region_name: The name", "  year: The name", "municipality_code: {from",
             "field 'region_name' of the contract (mappings/imdi/settlement.contract.yaml:PLACE) is neither mapped nor "
             "ignored; map it to a column, or add it to ignored with a reason"},
        Case{"IgnoredButUsed", mapping, "  region_name: The name", "  year: The name", "year: The name",
             "field 'year' is ignored, but the mapping uses it; remove it here"},
        Case{"IgnoredWithoutReason", mapping, "region_name: The name comes from KLASS at the date of the event",
             "region_name: \"\"", "\"\"", "field 'region_name' is ignored without a reason; say why it is not needed"},
        Case{"UnfilledColumn", mapping, "  publisher: {constant: imdi}\n", "", "municipality_code: {from",
             "column 'publisher' of fact_settlement is never filled and not nullable; map a field or a constant to it"},
        Case{"UnknownTable", mapping, "target: fact_settlement", "target: fact_settlment", "fact_settlment",
             "unknown table 'fact_settlment'; did you mean fact_settlement? known: dim_municipality, fact_settlement"},
        Case{"UnknownColumn", mapping, "  persons: value  ", "  person: value  ", "person: value",
             "unknown column of fact_settlement 'person'; did you mean persons? known: municipality_code, measure, "
             "year_start, persons, missing_reason, publisher"},
        Case{"UnknownFrom", mapping, "{from: year, steps", "{from: yeer, steps", "yeer",
             "unknown field 'yeer'; did you mean year? known: region, region_name, measure, unit, year, value, "
             "value_missing, $period, $sender, $received_at"},
        Case{"TypesDiffer", mapping, "  persons: value  ", "  persons: measure  ", "persons: measure",
             "'measure' gives text, but column 'persons' is decimal with scale 8; change the type of one of them, or "
             "add a step"},
        Case{"UnknownStep", mapping, "steps: [year_start]", "steps: [year_strat]", "year_strat",
             "unknown step 'year_strat'; did you mean year_start? known: strip_prefix, strip_suffix, before, after, "
             "pad_left, upper, lower, trim_name, translate, year_start, year_end, month_start, coalesce, default"},
        Case{"StepOfType", mapping, "persons: value  ", "persons: {from: value, steps: [upper]} ", "upper",
             "step upper cannot be applied to a value of type decimal; it works on text, code and integer"},
        Case{"StepArguments", mapping, "{strip_prefix: K}", "{pad_left: 4}", "pad_left",
             "step pad_left got 1 arguments; like `pad_left: [4, \"0\"]`"},
        Case{"PadWidth", mapping, "{strip_prefix: K}", "{pad_left: [four, \"0\"]}", "pad_left",
             "'four' is not a width between 1 and 1000; like `pad_left: [4, \"0\"]`"},
        Case{"ListWithoutTarget", mapping, "{translate: imdi_settlement_measure}", "{translate: municipality}",
             "translate",
             "code '0301' of list 'municipality' has no maps_to; a list that translates needs maps_to on every row"},
        Case{"ConstantTooLong", mapping, "{constant: imdi}", "{constant: the directorate}", "the directorate",
             "'the directorate' does not fit column 'publisher' (code of 10); shorten it"},
        Case{"NoExamples", mapping, "tests:     ", "tests: []\nnotes:    ", "[]",
             "tests must be a list with at least one '{given: ..., expect: ...}'; an unproven mapping does not load"},
        Case{"ExpectColumn", mapping, "expect: {persons: ~,", "expect: {person: ~,", "person: ~",
             "unknown column of fact_settlement 'person'; did you mean persons? known: municipality_code, measure, "
             "year_start, persons, missing_reason, publisher"},
        Case{"ExpectReason", mapping, "{$filtered: other_unit}", "{$filtered: another}", "$filtered",
             "unknown filter reason 'another'; known: other_unit, aggregate"},
        Case{"ExpectCode", mapping, "{$rejected: MAP-F001}", "{$rejected: MAP-F009}", "$rejected",
             "unknown rule code 'MAP-F009'; did you mean MAP-F001? known: MAP-F001, MAP-F002, MAP-F003, MAP-F004, "
             "BOS-F001"},
        Case{"FilterField", mapping,
             "{keep: unit =", "{keep: units =", "units =", "unknown field 'units'; did you mean unit?"},
        Case{"FilterAsMapping", mapping, "{keep: unit = 'Personer'", "{keep: {unit: [Personer]}", "{unit: [P",
             "keep must be an expression; like \"unit = 'Personer'\"; several values: \"unit in ('a', 'b')\"; any "
             "value: \"unit is not null\""},
        Case{"ColumnOfAnotherType", mapping, "persons: value", "persons: {expression: year_of}", "year_of",
             "unknown field 'year_of'; did you mean year?"},
        Case{"ComputedIntoAnotherType", mapping, "year_start: {from: year, steps: [year_start]}",
             "year_start: {expression: year + 1}", "year + 1",
             "the expression gives a number, but column 'year_start' is date; round(...) changes a scale, text(...) "
             "makes a text; or change the type of the column"},
        Case{"ComputedAndConstant", mapping, "{constant: imdi}", "{constant: imdi, expression: measure}",
             "measure}\nignored", "an expression has neither from, steps nor constant; choose one of them"},
        Case{"FilterWithoutTest", mapping, "{drop: region = 'K0000', reason", "{reason", "{reason: aggregate",
             "a filter needs either keep or drop; like {keep: \"unit = 'Personer'\", reason: other_unit}"},
        Case{"GivenField", mapping, "{region: K0301, region_name: Oslo", "{region: K0301, navn: Oslo", "navn",
             "unknown field 'navn'; known: region, region_name, measure, unit, year, value"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Model, LintTest,
    testing::Values(
        Case{"ReservedWord", model_file, "publisher: {type", "order: {type", "order: {",
             "column name 'order' is a reserved word of SQL; choose a longer name, like order_value"},
        Case{"PersonWithoutAnInteger", model_file, "publisher: {type: code, length: 10,",
             "publisher: {type: code, length: 10, person: true,", "true, title: {nb: Utgiver",
             "ids of persons are integers, and not for everybody; write `type: integer` and `privacy: restricted`"},
        Case{"SpellsOfNothing", model_file, "    key: [municipality_code, measure, year_start]",
             "    spells: {of: [measure], from: year_start, to: persons}\n    key: [municipality_code, measure, "
             "year_start]",
             "persons}", "column 'persons' is not a date"},
        Case{"LoaderColumn", model_file, "publisher: {type", "load_seq: {type", "load_seq: {",
             "column name 'load_seq' belongs to the loader; choose another name"},
        Case{"LongName", model_file, "publisher: {type",
             "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp: {type",
             "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp: {",
             "column name 'pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp' is not lower snake case; use "
             "a-z, 0-9 and _, start with a letter, at most 63 characters"},
        Case{"TablePrefix", model_file, "fact_settlement:", "settlement:", "settlement:",
             "table name 'settlement' does not say its kind; start it with dim_, fact_ or bridge_"},
        Case{"NoLength", model_file, "code, length: 4,", "code,", "{type: code, title: {nb: Kommune slik",
             "column municipality_code lacks 'length'; add it"},
        Case{"NullableKey", model_file, "key: [municipality_code, measure, year_start]",
             "key: [persons, measure, year_start]", "[persons",
             "key column 'persons' of fact_settlement is nullable; a business key is unique only without nulls: make "
             "it not nullable"},
        Case{"KeyColumn", model_file, "key: [municipality_code, measure, year_start]",
             "key: [municipality, measure, year_start]", "[municipality,",
             "unknown column of fact_settlement 'municipality'; did you mean municipality_code? known: "
             "municipality_code, measure, year_start, persons, missing_reason, publisher"},
        Case{"Dimension", model_file, "dimension: dim_municipality", "dimension: dim_kommune", "dim_kommune",
             "unknown dimension 'dim_kommune'; known: dim_municipality"},
        Case{"Match", model_file, "match: code", "match: number", "number",
             "unknown column of dim_municipality 'number'; known: code, valid_from, valid_to"},
        Case{"AsOf", model_file, "as_of: year_start", "as_of: measure", "measure}",
             "as_of column 'measure' is not a date"},
        Case{"Title", model_file, "title: {nb: Utgiver, en: Publisher}", "title: {nb: Utgiver}", "{nb: Utgiver}",
             "title lacks 'en'; add it"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    CodeLists, LintTest,
    testing::Values(
        Case{"CellCount", measures, "Vedtak om bosetting;decided;", "Vedtak om bosetting;", "Bosetting: Vedtak",
             "the row has 3 cells, the list 4 columns; write one cell for each of: code, maps_to, name_nb, name_en"},
        Case{"Overlap", measures, "Bosetting: Vedtak om bosetting", "Bosetting: Anmodning om bosetting",
             "Bosetting: Anmodning om bosetting;decided",
             "overlaps in time with another row of code 'Bosetting: Anmodning om bosetting'; the other stands in line "
             "6"},
        Case{"Blanks", measures, ";actual;", "; actual;", " actual",
             "maps_to ' actual' has spaces around it; remove them"},
        Case{"Date", "mappings/codelists/municipality.yaml", "0301;1838-01-01", "0301;1838-02-30", "1838-02-30",
             "valid_from '1838-02-30' is not a date; write it like 2020-01-01"},
        Case{"EndsBeforeStart", "mappings/codelists/municipality.yaml", "2020-01-01", "1950-01-01", "1534",
             "code '1534' ends before it starts; valid_to is the first day it is no longer valid"},
        Case{"Column", measures, "[code, maps_to, name_nb", "[code, maps_too, name_nb", "[code, maps_too",
             "unknown code list column 'maps_too'; did you mean maps_to? known: code, valid_from, valid_to, name_nb, "
             "name_nn, name_en, maps_to"},
        Case{"Credit", measures, "credit:", "credits:", "credits",
             "unknown key 'credits' in code list; did you mean 'credit'?"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Sources, LintTest,
    testing::Values(
        Case{"Protocol", source, "protocol: https_index", "protocol: https_indx", "https_indx",
             "unknown protocol 'https_indx'; did you mean https_index? known: https_index"},
        Case{"Secret", source, "token: cred:imdi-token", "token: swordfish", "swordfish",
             "secret 'token' is not a reference; write file:PATH or cred:NAME; never the secret itself"},
        Case{"Feed", source, "imdi.settlement: {", "imdi.settlment: {", "imdi.settlment",
             "unknown feed of source imdi 'imdi.settlment'; did you mean imdi.settlement? known: imdi.settlement"},
        Case{"UnitsAtOnce", source, "units_at_once: 1", "units_at_once: -1", "-1",
             "units_at_once must be between 0 (no limit of its own) and 64"},
        Case{"OpenFiles", source, "open_files: 64", "open_files: 2", "2, units",
             "open_files must be between 16 and 4096"},
        Case{"AfterUnknown", schedule, "period: year", "period: year, after: [ssb.population]", "{every",
             "unknown scheduled feed in 'after' 'ssb.population'; known: imdi.settlement"},
        Case{"AfterItself", schedule, "period: year", "period: year, after: [imdi.settlement]", "{every",
             "'after' forms a dependency cycle: imdi.settlement after imdi.settlement; no feed of a cycle could ever "
             "start: remove one of them"},
        Case{"ScheduledFeed", schedule, "imdi.settlement: {", "imdi.other: {", "imdi.other",
             "unknown feed of source imdi 'imdi.other'; known: imdi.settlement"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Schedules, LintTest,
    testing::Values(
        Case{"At", schedule, "at: \"02:00\"", "at: \"24:00\"", "\"24:00\"",
             "'24:00' is not a time of day; write it like \"02:00\""},
        Case{"Every", schedule, "every: month", "every: week", "week",
             "'week' is not possible for 'every' of schedule of imdi.settlement; possible: day, month, year"},
        Case{"OnADayThatFebruaryLacks", schedule, "every: month", "every: month, on: 31", "31",
             "'31' is not a day that every month has; write a number from 1 to 28, or `cron` for the rest"},
        Case{"OnALeapDay", schedule, "every: month", "every: year, on: \"02-29\"", "\"02-29\"",
             "'02-29' is not a day that every year has; write month and day like \"03-01\""},
        Case{"OnEveryDay", schedule, "every: month", "every: day, on: 3", "3,",
             "'on' has no meaning for what is due every day; leave it out, or write every: month or year"},
        Case{"CronThatNeverComes", schedule, "every: month, at: \"02:00\"", "cron: \"0 2 30 2 *\"", "\"0 2 30",
             "cron: '0 2 30 2 *' names a day that never comes; choose a day that the month has"},
        Case{"CronOfFourFields", schedule, "every: month, at: \"02:00\"", "cron: \"0 2 * *\"", "\"0 2 * *\"",
             "cron: '0 2 * *' has 4 fields, not five; write minute, hour, day of month, month and day of week, for "
             "example '0 1 * * mon-fri'"},
        Case{"CronWithoutValue", schedule, "every: month, at: \"02:00\"", "cron: ~", "~",
             "'cron' of schedule of imdi.settlement has no value; write one, or leave the key out"},
        Case{"CronAndEvery", schedule, "every: month, at: \"02:00\"", "cron: \"0 2 1 * *\", every: month", "month,",
             "'every' stands beside 'cron', which says everything; keep one of the two ways to say when"},
        Case{"CronAndAt", schedule, "every: month, ", "cron: \"0 2 1 * *\", ", "\"02:00\"",
             "'at' stands beside 'cron', which says everything; keep one of the two ways to say when"},
        Case{"Zone", schedule, "every: month", "every: month, zone: Europe/Olso", "Europe/Olso",
             "there is no time zone 'Europe/Olso'; did you mean Europe/Oslo?"},
        Case{"Gap", schedule, "every: month", "every: month, gap: run", "run,",
             "'run' is not possible for 'gap' of schedule of imdi.settlement; possible: run_after, skip"},
        Case{"Overlap", schedule, "every: month", "every: month, overlap: last", "last",
             "'last' is not possible for 'overlap' of schedule of imdi.settlement; possible: first, second, both"},
        Case{"Window", schedule, "every: month", "every: month, window: \"22:00-6:00\"", "\"22:00-6",
             "window '22:00-6:00' cannot be read: '6:00' is not a time of day; write it like \"22:00-06:00\""},
        Case{"WindowBehindTheDeadline", schedule, "every: month", "every: month, window: \"07:00-09:00\"", "\"07:00",
             "the deadline has passed before the window opens; change the time, the window or the deadline; it is 4h"},
        Case{
            "Deadline", schedule, "deadline: 4h", "deadline: 4 hours", "4 hours",
            "'4 hours' is no length of time up to 400 days; write minutes 30m, hours 4h, days 2d or working days 10wd"},
        Case{"DueOfEverything", schedule, "period: year", "period: all, due: 10wd", "10wd",
             "'due' counts from the end of a period, but every unit is of the period 'all'; write `period: month` (or "
             "year, previous_month, day), or leave 'due' out"},
        Case{
            "Due", schedule, "period: year", "period: year, due: 10 days", "10 days",
            "'10 days' is no length of time up to 400 days; write minutes 30m, hours 4h, days 2d or working days 10wd"},
        Case{"LookBackOfEverything", schedule, "period: year", "period: all, look_back: 77", "77",
             "'look_back' counts periods, but every unit is of the period 'all'; write `period: month` (or year, "
             "previous_month, day), or leave 'look_back' out"},
        Case{"LookBack", schedule, "period: year", "period: year, look_back: 367", "367",
             "367 is no number of periods to look back; write a number from 0 to 366"},
        Case{"CatchUp", schedule, "period: year", "period: year, catch_up: newest", "newest",
             "'newest' is not possible for 'catch_up' of schedule of imdi.settlement; did you mean 'recent'? possible: "
             "none, one, recent, all"},
        Case{"GroundOfTwo", schedule, "period: year", "period: year, ground: {law: a, grant: b}", "{law",
             "a ground is one of law, grant and agreement; write like {law: \"the act, section\"}"},
        Case{"GroundOfNone", schedule, "period: year", "period: year, ground: {reason: a}", "reason",
             "unknown key 'reason' in ground; known: law, grant, agreement"},
        Case{"ExemptWithoutEnd", schedule, "senders: source",
             "senders: register, exempt: [{sender: k0301, why: new system}]", "{sender: k",
             "exemption lacks 'until'; add it"},
        Case{"ExemptUntilNoDay", schedule, "senders: source",
             "senders: register, exempt: [{sender: k0301, until: 2027-02-30, why: new system}]", "2027-02-30",
             "'2027-02-30' is not a date; write the first day it owes again like 2027-01-01"},
        Case{"ExemptWithoutReason", schedule, "senders: source",
             "senders: register, exempt: [{sender: k0301, until: 2027-01-01}]", "{sender: k",
             "exemption lacks 'why'; add it"},
        Case{"ExemptWhoDeliversNothing", schedule, "senders: source",
             "senders: source, exempt: [{sender: k0301, until: 2027-01-01, why: new system}]", "k0301",
             "imdi.settlement is delivered by its source, not by 'k0301'; exempt imdi, or write `senders: register`"},
        Case{"Closed", schedule, "feeds:", "closed: [2026-12-24, christmas]\nfeeds:", "christmas",
             "'christmas' is not a date; write it like 2026-12-24"},
        Case{"UnknownKey", schedule, "deadline: 4h", "dedline: 4h", "dedline",
             "unknown key 'dedline' in schedule of imdi.settlement; did you mean 'deadline'?"},
        Case{"TwiceInOneFile", schedule, "feeds:", "feeds:\n  imdi.settlement: {every: day}",
             "imdi.settlement: {every: month",
             "the key 'imdi.settlement' stands twice; the first is at schedules/imdi.yaml:3:3; keep one"}),
    case_name);

}  // namespace
}  // namespace tilsig::catalog
