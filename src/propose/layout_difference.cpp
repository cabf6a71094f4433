#include "propose/layout_difference.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "catalog/format.hpp"
#include "catalog/period.hpp"
#include "propose/insert_layout.hpp"
#include "propose/names.hpp"
#include "propose/sample_fit.hpp"
#include "propose/seen_sample.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

using catalog::Contract;
using catalog::Field;
using catalog::Layout;

const std::string& column_of(const Field& field) { return field.column.empty() ? field.name : field.column; }

/// Letters and digits in lower case: what is left when two names differ by signs only.
std::string bare(std::string_view text) {
    std::string kept;
    for (const char c : lower(text))
        if ((static_cast<unsigned char>(c) & 0x80U) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0) kept += c;
    return kept;
}

bool is_its_title(const Field& field, const std::string& header) {
    return std::any_of(field.title.begin(), field.title.end(),
                       [&](const auto& title) { return bare(title.second) == bare(header); });
}

/// Finds for each field of the contract the column of the sample that it reads.
class Matching {
public:
    Matching(const Contract& contract, const Proposal& seen) : m_contract(contract), m_seen(seen) {}

    void run(LayoutDifference& made) {
        by_name(made.layout);
        // The surer ways first, so that what one of them takes is not open to a guess.
        by([](const Field& f, const std::string& h) { return is_its_title(f, h); }, "is what people call it", false,
           made);
        by([](const Field& f, const std::string& h) { return bare(column_of(f)) == bare(h); },
           "differs by case or signs only", false, made);
        by([](const Field& f, const std::string& h) { return !nearest(lower(column_of(f)), {lower(h)}).empty(); },
           "is nearly its name", true, made);
        by_elimination(made);
        tell_missing(made);
        for (std::size_t at = 0; at < m_seen.shape.columns.size(); ++at)
            if (!m_taken.contains(at)) made.not_read.push_back(m_seen.shape.columns[at].column);
    }
    /// The column of the sample that the field reads; nothing: none does.
    [[nodiscard]] std::optional<std::size_t> column(const Field& field) const {
        const auto found = m_found.find(column_of(field));
        return found == m_found.end() ? std::nullopt : std::optional(found->second);
    }

private:
    [[nodiscard]] std::optional<std::size_t> seen(const std::string& header) const {
        const auto& columns = m_seen.shape.columns;
        for (std::size_t at = 0; at < columns.size(); ++at)
            if (columns[at].column == header && !m_taken.contains(at)) return at;
        return std::nullopt;
    }
    [[nodiscard]] std::vector<const Field*> open_fields() const {
        std::vector<const Field*> open;
        std::set<std::string> columns;
        for (const auto& field : m_contract.fields)
            if (!m_found.contains(column_of(field)) && columns.insert(column_of(field)).second) open.push_back(&field);
        return open;
    }
    void take(const Field& field, std::size_t at) {
        m_found[column_of(field)] = at;
        m_taken.insert(at);
    }
    void by_name(Layout& layout) {
        for (const Field* field : open_fields())
            if (const auto at = seen(column_of(*field))) take(*field, *at);
        for (const auto& known : m_contract.layouts)
            for (const auto& [header, column] : known.names)
                for (const Field* field : open_fields())
                    if (const auto at = column_of(*field) == column ? seen(header) : std::nullopt) {
                        take(*field, *at);
                        layout.names[header] = column;
                    }
    }
    template <typename Alike>
    void by(const Alike& alike, const std::string& why, bool ask, LayoutDifference& made) {
        for (const Field* field : open_fields()) {
            std::vector<std::size_t> candidates;
            for (std::size_t at = 0; at < m_seen.shape.columns.size(); ++at)
                if (!m_taken.contains(at) && alike(*field, m_seen.shape.columns[at].column) && fits(*field, at))
                    candidates.push_back(at);
            if (candidates.size() == 1) rename(*field, candidates.front(), why, ask, made);
        }
    }
    /// Where as many columns are left as fields, a column that alone could be of its field is.
    void by_elimination(LayoutDifference& made) {
        for (bool found = true; found;) {
            found = false;
            auto open = open_fields();
            std::erase_if(open, [](const Field* field) { return field->optional_column; });  // those may be missing
            std::vector<std::size_t> free;
            for (std::size_t at = 0; at < m_seen.shape.columns.size(); ++at)
                if (!m_taken.contains(at)) free.push_back(at);
            if (open.size() != free.size()) return;
            for (const Field* field : open) {
                std::vector<std::size_t> fitting;
                std::copy_if(free.begin(), free.end(), std::back_inserter(fitting),
                             [&](std::size_t at) { return fits(*field, at); });
                if (fitting.size() != 1) continue;
                rename(*field, fitting.front(), "is the only one left whose values fit", true, made);
                found = true;
                break;
            }
        }
    }
    [[nodiscard]] bool fits(const Field& field, std::size_t at) const {
        return values_fit(field, m_seen.profile.columns[at]);
    }
    void rename(const Field& field, std::size_t at, const std::string& why, bool ask, LayoutDifference& made) {
        const std::string header = m_seen.shape.columns[at].column;
        take(field, at);
        made.layout.names[header] = column_of(field);
        const std::string said = "'" + display_name(header) + "' stands for '" + column_of(field) + "': it " + why;
        (ask ? made.to_decide : made.evidence).push_back(said);
    }
    void tell_missing(LayoutDifference& made) const {
        for (const Field* field : open_fields()) {
            if (field->optional_column) continue;
            made.to_decide.push_back("no column was recognised as '" + column_of(*field) +
                                     "': write it into `names`, or give field " + field->name +
                                     " `optional_column: true` when it is gone");
        }
    }

    const Contract& m_contract;
    const Proposal& m_seen;
    std::map<std::string, std::size_t> m_found;  ///< column of the contract -> of the sample
    std::set<std::size_t> m_taken;
};

/// What the contract calls the parts of its crosstabs, by their order.
void adopt_unpivot(const Contract& contract, const std::string& shown, Proposal& seen) {
    auto& unpivot = *seen.shape.layout.unpivot;
    for (const auto& known : contract.layouts) {
        if (!known.unpivot || known.unpivot->keys.size() != unpivot.keys.size() ||
            known.unpivot->headers.size() != unpivot.headers.size())
            continue;
        std::map<std::string, std::string> strip;
        for (std::size_t at = 0; at < unpivot.headers.size(); ++at)
            if (const auto text = unpivot.strip.find(unpivot.headers[at]); text != unpivot.strip.end())
                strip[known.unpivot->headers[at]] = text->second;
        std::vector<std::string> names = known.unpivot->keys;
        names.insert(names.end(), known.unpivot->headers.begin(), known.unpivot->headers.end());
        names.push_back(known.unpivot->value);
        for (std::size_t at = 0; at < std::min(names.size(), seen.shape.columns.size()); ++at)
            seen.shape.columns[at].column = names[at];
        unpivot.keys = known.unpivot->keys;
        unpivot.headers = known.unpivot->headers;
        unpivot.value = known.unpivot->value;
        unpivot.empty_reason = known.unpivot->empty_reason;
        unpivot.strip = std::move(strip);
        return;
    }
    throw unusable(shown, 0,
                   "the sample is a table with " + std::to_string(unpivot.keys.size()) + " columns of keys and " +
                       std::to_string(unpivot.headers.size()) + " rows of headers; no layout of " + contract.feed +
                       " is like that",
                   "write the layout by hand (mappings/README.md, `unpivot`)");
}

/// One form of dates for all fields that their own does not fit.
void find_dates(const Contract& contract, const Matching& matching, const Proposal& seen, LayoutDifference& made) {
    std::vector<const ColumnProfile*> other;
    std::string names;
    for (const auto& field : contract.fields) {
        const auto at = matching.column(field);
        if (field.type != model::Type::date || !at) continue;
        const auto& column = seen.profile.columns[*at];
        if (fits_form(field.type, field.format, column)) continue;
        other.push_back(&column);
        names += (names.empty() ? "'" : ", '") + column_of(field) + "'";
    }
    if (other.empty()) return;
    for (const auto& form : forms()) {
        if (form.type != model::Type::date) continue;
        if (!std::all_of(other.begin(), other.end(),
                         [&](const auto* column) { return fits_form(form.type, form.format, *column); }))
            continue;
        made.layout.dates = form.format.date;
        made.evidence.push_back("dates of " + names + " are written " + form.format.date);
        return;
    }
    made.to_decide.push_back("no form of dates fits all of " + names);
}

/// Marks of numbers belong to fields and are the same in all layouts.
void doubt_numbers(const Contract& contract, const Matching& matching, const Proposal& seen, LayoutDifference& made) {
    for (const auto& field : contract.fields) {
        const auto at = matching.column(field);
        if (!at || (field.type != model::Type::integer && field.type != model::Type::decimal)) continue;
        if (!fits_form(field.type, field.format, seen.profile.columns[*at]))
            made.to_decide.push_back("not all values of '" + column_of(field) + "' are numbers as field " + field.name +
                                     " says; marks are the same in all layouts of a feed");
    }
}

void end_the_one_before(const Contract& contract, const std::string& form, std::int64_t since, LayoutDifference& made) {
    for (const auto& known : contract.layouts)
        if (known.form == form && known.time.covers(since)) made.ends = known.name;
}

/// Tables of one workbook say the same of their headers.
void drop_repeated(std::vector<std::string>& said) {
    std::set<std::string> seen;
    std::erase_if(said, [&](const std::string& one) { return !seen.insert(one).second; });
}

}  // namespace

LayoutDifference find_difference(const LayoutRequest& request, const catalog::Catalog& catalog,
                                 const std::string& contract_text) {
    const auto found = catalog.contracts.find(request.sample.feed);
    if (found == catalog.contracts.end())
        throw Error(ErrorKind::usage, "feed '" + display_name(request.sample.feed) + "' is not declared")
            .remedy("a layout is added to a feed that is there; `tilsig init feed` proposes a new one");
    const Contract& contract = found->second;
    const bool is_time = request.since != "all" && catalog::is_period(request.since, std::nullopt);
    if (!is_time)
        throw Error(ErrorKind::usage, "--since says from when deliveries look like the sample")
            .remedy("write a year, month or day, like `--since 2025-06`");
    const std::int64_t since = catalog::first_day(request.since).value();

    LayoutDifference made;
    const Sample sample(request.sample.file, request.sample.member, request.sample.bounds);
    for (const auto& layout : contract.layouts) {
        if (!layout.time.covers(since) || !reads_all(contract, layout, sample)) continue;
        made.read_by = layout.name;
        return made;
    }
    auto seen = look_at(sample, request.sample, contract, catalog);
    made.based_on = seen.based_on;
    made.whole = seen.whole;
    made.layout = seen.layout;
    if (!seen.like.empty()) made.evidence.push_back("read as layout " + seen.like + ", but for what is said here");
    for (Proposal& part : seen.parts) {
        if (part.shape.layout.unpivot) adopt_unpivot(contract, sample.shown(), part);
        if (part.shape.layout.unpivot) made.layout = part.shape.layout;
        Matching matching(contract, part);
        matching.run(made);
        find_dates(contract, matching, part, made);
        doubt_numbers(contract, matching, part, made);
    }
    for (auto* said : {&made.evidence, &made.to_decide, &made.not_read}) drop_repeated(*said);
    made.layout.name = "since_" + request.since;
    std::replace(made.layout.name.begin(), made.layout.name.end(), '-', '_');
    made.layout.time.from = request.since;
    made.layout.form = catalog::format_of(made.layout).word;
    end_the_one_before(contract, made.layout.form, since, made);
    Proposal written = std::move(seen.parts.front());
    written.shape.layout = made.layout;
    if (!seen.like.empty()) written.shape.evidence.clear();
    made.text = layout_of_difference(written, made.evidence, made.to_decide);
    made.contract = with_layout(contract_text, contract, made);
    return made;
}

}  // namespace tilsig::propose
