#include "decode/columns.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/codes.hpp"
#include "decode/decoder.hpp"
#include "model/composed.hpp"
#include "model/texts.hpp"

namespace tilsig::decode {

namespace {

/// A name without what is not seen and without case: two of one plain name are the same to a reader.
std::string plain_name(std::string_view name) {
    std::string plain;
    model::Arena arena;
    const std::string one = model::composed(name);
    const std::string_view lower = model::to_lower(one, arena);
    for (std::size_t at = 0; at < lower.size();) {
        std::size_t length = 1;
        while (at + length < lower.size() && (static_cast<unsigned char>(lower[at + length]) & 0xC0U) == 0x80U)
            ++length;
        const std::string_view character = lower.substr(at, length);
        if (!model::trim_ends(character).text.empty()) plain += character;
        at += length;
    }
    return plain;
}

/// In quotes, with the number of each character that nobody sees but the plain space.
std::string shown_spaces(std::string_view name) {
    std::string shown = "'";
    for (std::size_t at = 0; at < name.size();) {
        std::size_t length = 1;
        while (at + length < name.size() && (static_cast<unsigned char>(name[at + length]) & 0xC0U) == 0x80U) ++length;
        const std::string_view character = name.substr(at, length);
        const auto hidden = model::find_invisible(character);
        shown += hidden ? "<" + model::character_number(*hidden) + ">" : display_name(character);
        at += length;
    }
    return shown + "'";
}

std::string difference(std::string_view wanted, std::string_view found) {
    model::Arena arena;
    const bool by_case = model::to_lower(wanted, arena) == model::to_lower(found, arena);
    const std::string_view bare = model::trim_ends(found).text;
    if (by_case) return "upper and lower case";
    return bare == wanted ? "whitespace or invisible characters around it"
                          : "upper and lower case, whitespace or invisible characters";
}

std::string in_quotes(std::string_view name) { return "'" + display_name(name) + "'"; }

model::RecordPlace at_cell(model::RecordPlace place, std::size_t cell) {
    place.column = std::max(place.column, 1U) + static_cast<std::uint32_t>(cell);  // a table may begin further right
    return place;
}

/// Drops the empty cells at the end that the layout tolerates.
void drop_trailing(std::vector<std::string>& cells, int tolerated) {
    for (int dropped = 0; dropped < tolerated && cells.size() > 1 && cells.back().empty(); ++dropped) cells.pop_back();
}

[[noreturn]] void refuse_all(std::vector<model::Finding> findings, const std::string& shown_name) {
    throw DeliveryRefused(std::move(findings), shown_name);
}

bool has_refusal(const std::vector<model::Finding>& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const auto& finding) { return finding.action == model::Action::block_delivery; });
}

ColumnPlan::PartOf part_of(const catalog::Unpivot& unpivot, const std::string& column) {
    if (column == unpivot.value) return {ColumnPlan::Part::value, 0};
    const auto key = std::find(unpivot.keys.begin(), unpivot.keys.end(), column);
    if (key != unpivot.keys.end()) return {ColumnPlan::Part::key, static_cast<std::size_t>(key - unpivot.keys.begin())};
    const auto header = std::find(unpivot.headers.begin(), unpivot.headers.end(), column);
    if (header != unpivot.headers.end()) {
        return {ColumnPlan::Part::header, static_cast<std::size_t>(header - unpivot.headers.begin())};
    }
    return {};
}

/// The header texts of the value columns: each without its declared prefix, none empty, no column twice.
void read_value_headers(const catalog::Unpivot& unpivot, const std::vector<HeaderRow>& rows, ColumnPlan& plan,
                        std::vector<model::Finding>& known) {
    plan.headers.resize(rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto strip = unpivot.strip.find(unpivot.headers[r]);
        const std::string prefix = strip == unpivot.strip.end() ? std::string() : model::composed(strip->second);
        for (std::size_t cell = plan.keys; cell < plan.width; ++cell) {
            const std::string text = model::composed(rows[r].cells[cell]);
            if (text.starts_with(prefix) && text.size() > prefix.size()) {
                plan.headers[r].push_back(text.substr(prefix.size()));
                continue;
            }
            plan.headers[r].emplace_back();
            const std::string where = "header row " + std::to_string(r + 1) + " (" + unpivot.headers[r] + "), cell " +
                                      std::to_string(cell + 1);
            known.push_back(refusal(code::header_text, at_cell(rows[r].place, cell),
                                    prefix.empty()
                                        ? where + " is empty"
                                        : where + " does not begin with '" + prefix +
                                              "' and a text; the table has changed, or `unpivot.strip` is wrong"));
        }
    }
    std::set<std::vector<std::string>> seen;
    for (std::size_t column = 0; column < plan.width - plan.keys; ++column) {
        std::vector<std::string> tuple;
        for (const auto& row : plan.headers) tuple.push_back(row[column]);
        if (seen.insert(std::move(tuple)).second) continue;
        known.push_back(
            refusal(code::duplicate_column, at_cell(rows.front().place, plan.keys + column),
                    "cell " + std::to_string(plan.keys + column + 1) +
                        " has the same header texts as an earlier column; the two could not be told apart"));
    }
}

}  // namespace

ColumnPlan plan_unpivot(const catalog::Contract& contract, const catalog::Unpivot& unpivot,
                        const std::vector<HeaderRow>& rows, std::vector<model::Finding>& known,
                        const std::string& shown_name) {
    ColumnPlan plan;
    plan.keys = unpivot.keys.size();
    plan.width = rows.front().cells.size();
    plan.names = rows.front().cells;
    for (const auto& field : contract.fields) {
        const auto part = part_of(unpivot, column_of(field));
        if (part.part == ColumnPlan::Part::absent && !field.optional_column) {
            throw Error(ErrorKind::configuration, "field '" + field.name + "' reads column '" + column_of(field) +
                                                      "', which the unpivot of the layout does not make")
                .at(field.place)
                .remedy("use one of `unpivot.keys`, `unpivot.headers` or `unpivot.value`");
        }
        plan.parts.push_back(part);
    }
    for (std::size_t r = 1; r < rows.size(); ++r) {
        if (rows[r].cells.size() == plan.width) continue;
        known.push_back(refusal(code::ragged, rows[r].place,
                                "header row " + std::to_string(r + 1) + " has " + std::to_string(rows[r].cells.size()) +
                                    " cells, the first one " + std::to_string(plan.width)));
    }
    if (plan.width <= plan.keys) {
        known.push_back(refusal(code::missing_column, rows.front().place,
                                "the header has " + std::to_string(plan.width) + " cells: no value column after the " +
                                    std::to_string(plan.keys) + " key columns; is the delimiter the declared one?"));
    }
    for (std::size_t key = 0; key < std::min(unpivot.key_headers.size(), plan.keys) && key < plan.width; ++key) {
        if (model::composed(rows.front().cells[key]) == model::composed(unpivot.key_headers[key])) continue;
        known.push_back(
            refusal(code::renamed_column, at_cell(rows.front().place, key),
                    "cell " + std::to_string(key + 1) + " of the header is not '" + unpivot.key_headers[key] + "'"));
    }
    if (!has_refusal(known)) read_value_headers(unpivot, rows, plan, known);
    if (has_refusal(known)) refuse_all(std::move(known), shown_name);
    return plan;
}

ColumnPlan plan_header(const catalog::Contract& contract, const HeaderRow& row, std::vector<model::Finding>& known,
                       const std::string& shown_name) {
    ColumnPlan plan;
    plan.width = row.cells.size();
    plan.names = row.cells;
    std::vector<std::string> names;  // as contracts write them
    for (const auto& name : row.cells) names.push_back(model::composed(name));
    std::vector<std::string> missing;
    std::set<std::string> wanted;
    std::size_t found = 0;
    for (const auto& field : contract.fields) {
        const std::string& column = column_of(field);
        wanted.insert(column);
        const auto cell = std::find(names.begin(), names.end(), column);
        plan.source.push_back(cell == names.end() ? ColumnPlan::absent
                                                  : static_cast<std::size_t>(cell - names.begin()));
        if (cell != names.end()) {
            ++found;
        } else if (!field.optional_column && std::find(missing.begin(), missing.end(), column) == missing.end()) {
            missing.push_back(column);
        }
    }
    std::vector<std::string> extra;
    std::set<std::string> seen;
    for (std::size_t cell = 0; cell < names.size(); ++cell) {
        const std::string& name = names[cell];
        const bool again = !seen.insert(name).second;
        if (wanted.contains(name)) {
            if (again) {
                known.push_back(refusal(code::duplicate_column, at_cell(row.place, cell),
                                        "column '" + name + "' stands twice in the header, again as cell " +
                                            std::to_string(cell + 1) + "; the sender must name each column once"));
            }
        } else if (name.empty()) {
            known.push_back(refusal(
                code::header_text, at_cell(row.place, cell),
                "cell " + std::to_string(cell + 1) +
                    " of the header is empty; when each line ends with empty cells, declare `csv.trailing_empty` (of a "
                    "workbook: name the column with `unnamed`)"));
        } else if (!again) {
            extra.push_back(name);
        }
    }
    compare_columns(contract, missing, extra, found > 0, row.place, known);
    if (has_refusal(known)) refuse_all(std::move(known), shown_name);
    return plan;
}

namespace {

/// The contract's name of the field that reads the column, so that a receipt can say which one is missing.
std::string field_of(const catalog::Contract& contract, const std::string& column) {
    const auto field = std::find_if(contract.fields.begin(), contract.fields.end(),
                                    [&](const auto& each) { return column_of(each) == column; });
    return field == contract.fields.end() ? "" : field->name;
}

}  // namespace

void compare_columns(const catalog::Contract& contract, const std::vector<std::string>& missing,
                     const std::vector<std::string>& extra, bool show_extra, model::RecordPlace place,
                     std::vector<model::Finding>& findings) {
    std::vector<std::string> unclaimed = extra;
    std::vector<std::string> unlike;  // missing without a twin
    for (const auto& name : missing) {
        const auto twin = std::find_if(unclaimed.begin(), unclaimed.end(),
                                       [&](const auto& other) { return plain_name(other) == plain_name(name); });
        if (twin == unclaimed.end()) {
            unlike.push_back(name);
            continue;
        }
        // A name that differs by so little is no data: it may be shown whatever else the line holds.
        findings.push_back(refusal(code::renamed_column, place,
                                   "column '" + name + "' is missing; the delivery has " + shown_spaces(*twin) +
                                       ", which differs only by " + difference(name, *twin)));
        findings.back().field = field_of(contract, name);
        unclaimed.erase(twin);
        show_extra = true;
    }
    for (const auto& name : unlike) {
        const std::string near = show_extra ? nearest(name, unclaimed) : std::string();
        if (near.empty()) {
            findings.push_back(refusal(code::missing_column, place,
                                       "column '" + name + "' is missing" +
                                           (show_extra ? ""
                                                       : "; no column of the contract is there: is this the header "
                                                         "line, and the declared delimiter?")));
            findings.back().field = field_of(contract, name);
            continue;
        }
        findings.push_back(refusal(code::renamed_column, place,
                                   "column '" + name + "' is missing; the delivery has " + in_quotes(near) +
                                       ": renamed? Then `column` of the field in the contract is to be changed; "
                                       "layouts of other years share it"));
        findings.back().field = field_of(contract, name);
        unclaimed.erase(std::find(unclaimed.begin(), unclaimed.end(), near));
    }
    if (!show_extra) return;
    for (const auto& name : unclaimed) {
        findings.push_back(
            note(code::extra_column, place, "column " + in_quotes(name) + " is not in the contract and is not read"));
    }
}

ColumnPlan plan_columns(const catalog::Contract& contract, const catalog::Layout& layout, std::vector<HeaderRow> rows,
                        std::vector<model::Finding>& known, const std::string& shown_name) {
    for (auto& row : rows) {
        if (row.cells.size() > Limits::columns + static_cast<std::size_t>(layout.csv.trailing_empty)) {
            refuse(std::move(known),
                   refusal(code::limit, at_cell(row.place, Limits::columns),
                           "the header has more than " + std::to_string(Limits::columns) +
                               " columns; ask the sender for a correct file"),
                   shown_name);
        }
        drop_trailing(row.cells, layout.csv.trailing_empty);
    }
    if (layout.unpivot) return plan_unpivot(contract, *layout.unpivot, rows, known, shown_name);
    const auto found = rows.front().cells;
    for (auto& cell : rows.front().cells)
        if (const auto named = name_in(layout.names, cell); named != layout.names.end()) cell = named->second;
    auto plan = plan_header(contract, rows.front(), known, shown_name);
    plan.names = found;
    return plan;
}

}  // namespace tilsig::decode
