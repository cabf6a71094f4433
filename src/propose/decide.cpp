#include "propose/decide.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "propose/code_choice.hpp"
#include "propose/names.hpp"
#include "propose/personal.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

using catalog::Field;
using model::Type;

namespace {

constexpr int most_scale = 9;

std::string share(std::uint64_t count, std::uint64_t of) { return grouped(count) + " of " + grouped(of); }

bool has_word(std::string_view title, std::initializer_list<std::string_view> words) {
    const std::string low = lower(title);
    return std::any_of(words.begin(), words.end(), [&](auto word) { return low.find(word) != std::string::npos; });
}

/// Room for values somewhat longer than those seen; exactly theirs where all have one length.
int room_for(const ColumnProfile& profile) {
    if (profile.values > 1 && profile.shortest == profile.longest && profile.longest_cell == profile.longest)
        return static_cast<int>(std::clamp<std::size_t>(profile.longest, 1, 4000));
    for (const int room : {10, 20, 40, 60, 100, 200, 400, 1000})
        if (profile.longest_cell * 3 / 2 <= static_cast<std::size_t>(room)) return room;
    return 4000;
}

std::string lengths(const ColumnProfile& profile) {
    if (profile.shortest == profile.longest) return counted(profile.longest, "character", "characters") + " each";
    return grouped(profile.shortest) + " to " + grouped(profile.longest) + " characters";
}

/// Its longest code must fit too, whatever the sample holds of it.
int room_for_codes(const catalog::CodeList& list, int room) {
    for (const auto& code : list.codes) room = std::max(room, static_cast<int>(code.code.size()));
    return room;
}

class Decision {
public:
    Decision(const SeenColumn& seen, std::size_t column, const ColumnProfile& profile, bool plain_numbers,
             std::set<std::string>& taken, std::vector<ProposedField>& out)
        : m_seen(seen), m_profile(profile), m_plain_numbers(plain_numbers), m_taken(taken), m_out(out) {
        m_proposal.column = column;
        m_proposal.title = seen.title;
        m_proposal.field.column = seen.column;
        m_proposal.field.optional_column = !seen.everywhere;
        if (seen.titled) m_proposal.field.title = {{"nb", seen.title}, {"en", seen.title}};
        m_proposal.field.max_length = room_for(profile);
        m_proposal.dimension = seen.is_dimension();
    }

    void decide() {
        if (const std::string why = personal_evidence(m_profile, m_seen.title, m_seen.is_dimension()); !why.empty()) {
            m_proposal.field.privacy = model::Privacy::personal;
            say(why);
            m_proposal.to_decide.push_back(
                "no personal identifier belongs into the warehouse: the mapping ignores the field");
            return finish();
        }
        if (std::string question = chance_hits(m_profile, m_seen.title); !question.empty())
            m_proposal.to_decide.push_back(std::move(question));
        if (m_seen.is_dimension() && !m_profile.markers.empty()) {
            say("categories of a cube; some look like a marker in place of a value: text");
            return finish();
        }
        if (m_profile.values == 0) {
            say("no value was seen" + (m_profile.markers.empty() ? std::string()
                                                                 : ", " + grouped(m_profile.markers_seen()) +
                                                                       " cells hold a marker like ':'"));
            m_proposal.to_decide.push_back("the type is not known: text keeps everything");
            return finish();
        }
        if (split_cells() || is_year_column() || is_code() || is_digit_date() || keeps_leading_zeros() ||
            lost_leading_zeros() || is_form())
            return finish();
        stay_text();
        finish();
    }

private:
    void say(const std::string& sentence) { m_proposal.evidence.push_back(sentence); }
    bool all(std::size_t form) const { return m_profile.fitting[form] == m_profile.values; }
    void take(const Form& form) {
        m_proposal.field.type = form.type;
        m_proposal.field.format = form.format;
    }

    bool is_year_column() {
        if (m_profile.years != m_profile.values) return false;
        const bool named =
            m_seen.role == Role::time || has_word(m_seen.title, {"år", "aar", "year", "tid", "årgang", "periode"});
        if (!named && m_profile.distinct() < 3 && m_profile.values > 2 * m_profile.distinct()) return false;
        if (!named && m_profile.distinct() > 150) return false;
        const auto choice = choose_list(m_profile.lists, m_seen.title, true);
        if (!named && choice.list != nullptr) return false;
        m_proposal.field.type = Type::integer;
        m_proposal.year = true;
        say("all " + grouped(m_profile.values) + " values are years");
        return true;
    }

    bool is_code() {
        const bool numbers = m_profile.digits == m_profile.values && m_profile.leading_zero == 0;
        const auto choice = choose_list(m_profile.lists, m_seen.title, numbers);
        if (choice.list == nullptr) return false;
        m_proposal.field.type = Type::code;
        m_proposal.list = choice.list;
        if (m_profile.leading_zero > 0)
            say(share(m_profile.digits, m_profile.values) + " values are digits, " + grouped(m_profile.leading_zero) +
                " begin with 0: no number, a number loses leading zeros");
        say(choice.evidence);
        if (choice.strangers > 0)
            m_proposal.to_decide.push_back(grouped(choice.strangers) +
                                           " different values are not in the list: the proposed rule flags them");
        return true;
    }

    /// 301 for 0301: what a spreadsheet makes of a code.
    bool lost_leading_zeros() {
        if (m_profile.digits != m_profile.values) return false;
        const auto choice = choose_list(m_profile.padded, m_seen.title, true);
        if (choice.list == nullptr || !speaks_of(m_seen.title, *choice.list)) return false;
        say("digits; with the zeros in front that they have lost, " + choice.evidence + ": text");
        m_proposal.to_decide.push_back(
            "ask the sender for codes with their zeros; until then the mapping can add them: steps: [{pad_left: [" +
            std::to_string(choice.list->codes.front().code.size()) + ", \"0\"]}]");
        return true;
    }

    /// "0301 Oslo" in each cell.
    bool split_cells() {
        if (m_profile.with_blank * 20 < m_profile.values * 19) return false;
        const auto choice = choose_list(m_profile.first_words, m_seen.title, false);
        if (choice.list == nullptr) return false;
        say(share(m_profile.with_blank, m_profile.values) + " values are a code, a space and a name; of the codes, " +
            choice.evidence);
        if (m_profile.with_blank < m_profile.values)
            m_proposal.to_decide.push_back(grouped(m_profile.values - m_profile.with_blank) +
                                           " values have no code before a space: the whole cell is then the code");
        const std::string name = name_of(m_seen.title, "column");
        ProposedField code = m_proposal;
        code.field.name = fresh_name(name + "_code", "code", m_taken);
        code.field.type = Type::code;
        code.field.split = "code";
        code.list = choice.list;
        if (m_profile.with_blank == m_profile.values) code.field.max_length = 1;  // room_for_codes() follows
        take_missing(code);
        m_out.push_back(std::move(code));
        m_proposal.field.split = "name";
        m_proposal.field.name = fresh_name(name + "_name", "name", m_taken);
        m_proposal.evidence = {"what stands after the code"};
        m_proposal.to_decide.clear();
        m_split_name = true;
        return true;
    }

    bool is_digit_date() {
        if (m_profile.digits != m_profile.values) return false;
        const bool named =
            has_word(m_seen.title, {"dato", "date", "måned", "maaned", "month", "dag", "tid", "periode", "født"});
        for (std::size_t form = 0; form < forms().size(); ++form) {
            const Form& candidate = forms()[form];
            if (candidate.type != Type::date || !all(form)) continue;
            const bool doubtful = candidate.format.date == "ddMMyy" || m_profile.distinct() < 2;
            if (doubtful && !named) continue;
            take(candidate);
            say("all " + grouped(m_profile.values) + " values are " + described(candidate) +
                (named ? ", and the header speaks of time" : ""));
            return true;
        }
        return false;
    }

    bool keeps_leading_zeros() {
        if (m_profile.leading_zero == 0) return false;
        const bool any_number = m_profile.digits == m_profile.values;
        if (any_number || m_profile.digits * 2 > m_profile.values) {
            say(share(m_profile.digits, m_profile.values) + " values are digits, " + grouped(m_profile.leading_zero) +
                " begin with 0: text, because a number loses leading zeros");
            m_leading_zero_told = true;
        }
        return any_number;
    }

    bool is_form() {
        for (std::size_t form = 0; form < forms().size(); ++form) {
            const Form& candidate = forms()[form];
            if (!all(form) || (candidate.type == Type::date && m_profile.digits == m_profile.values)) continue;
            if (candidate.type == Type::boolean && m_profile.digits > 0) continue;
            if (is_number(candidate.type) && is_ambiguous(candidate)) return false;
            // A category is a name, also where it looks like 1.5 or true.
            if (m_seen.is_dimension() && (candidate.type == Type::decimal || candidate.type == Type::boolean))
                return false;
            take(candidate);
            say("all " + grouped(m_profile.values) + " values are " + described(candidate));
            set_scale();
            return true;
        }
        return false;
    }
    static bool is_number(Type type) { return type == Type::integer || type == Type::decimal; }

    /// 1.234 and 12.345: thousands or thousandths? Nobody can know.
    bool is_ambiguous(const Form& candidate) {
        if (m_plain_numbers || candidate.type != Type::decimal || m_profile.marked == 0 ||
            m_profile.grouped_threes != m_profile.marked)
            return false;
        m_proposal.to_decide.push_back(
            "each mark in " + grouped(m_profile.marked) +
            " numbers has exactly three digits behind it: thousands or decimals? Ask the sender; text until then");
        return true;
    }

    void set_scale() {
        auto& format = m_proposal.field.format;
        if (m_proposal.field.type != Type::decimal) return;
        const std::size_t digits = m_profile.fraction[format.decimal_mark == ',' ? 1 : 0];
        format.round = digits > static_cast<std::size_t>(most_scale);
        format.scale = format.round ? 6 : static_cast<int>(digits);
        say("up to " + counted(digits, "digit", "digits") + " behind the mark" +
            (format.round ? ": written as doubles, rounded to 6" : ""));
    }

    void stay_text() {
        std::size_t best = 0;
        for (std::size_t form = 1; form < forms().size(); ++form)
            if (m_profile.fitting[form] > m_profile.fitting[best]) best = form;
        const std::uint64_t fitting = m_profile.fitting[best];
        if (fitting * 10 >= m_profile.values * 9 && fitting < m_profile.values) {
            say(share(fitting, m_profile.values) + " values are " + described(forms()[best]) + ", " +
                grouped(m_profile.values - fitting) + " are not: text");
            m_proposal.to_decide.push_back(
                "what are the others? a marker that stands for a missing value belongs into `missing`");
        } else if (!m_leading_zero_told) {
            say("text of " + lengths(m_profile));
        }
        if (has_word(m_seen.title, {"navn", "name", "adress", "merknad", "kommentar", "beskriv", "tekst", "note"}))
            m_proposal.to_decide.push_back(
                "may it hold what is one person's own? Then privacy: personal, and out of the mapping");
        if (m_profile.distinct() <= 20 && m_profile.values >= 5 * m_profile.distinct() && m_profile.distinct() > 1)
            say(grouped(m_profile.distinct()) + " different values in " + grouped(m_profile.values) +
                ": a code list of their own would prove them");
    }

    void take_missing(ProposedField& proposal) const {
        Field& field = proposal.field;
        if (proposal.list != nullptr) field.max_length = room_for_codes(*proposal.list, field.max_length);
        const bool text = field.type == Type::text;
        std::vector<std::string> seen;
        if (!text) {
            for (const auto& [marker, count] : m_profile.markers) {
                if (proposal.list != nullptr && proposal.list->find(marker, std::nullopt) != nullptr) continue;
                field.missing[marker] = missing_reason(marker);
                seen.push_back("'" + marker + "' " + grouped(count) + " times (" + field.missing[marker] + ")");
            }
            if (!field.missing.empty() && m_profile.empty > 0) field.missing[""] = "missing";
        }
        if (!seen.empty()) proposal.evidence.push_back("markers in place of a value: " + join(seen, ", "));
        const bool merged = m_seen.merged > 0 && m_profile.empty > 0;
        field.required = (m_profile.empty == 0 || merged) && (text || m_profile.markers.empty()) && m_seen.everywhere;
        proposal.evidence.push_back(share(m_profile.empty, m_profile.rows) + " empty" +
                                    (field.required ? ": required" : ""));
        if (merged)
            proposal.to_decide.push_back(
                counted(m_seen.merged, "cell is", "cells are") +
                " merged over several rows, and only the first row of each has the value: " + grouped(m_profile.empty) +
                " records without it are rejected. Ask the sender to unmerge and fill every row; or, where it may be "
                "empty, take `required` away");
        if (text && m_profile.blank_edges > 0)
            proposal.evidence.push_back(counted(m_profile.blank_edges, "value has", "values have") +
                                        " spaces at an end");
    }

    void finish() {
        if (!m_split_name) m_proposal.field.name = fresh_name(m_seen.title, "column", m_taken);
        if (!m_profile.shape().empty() && !m_proposal.is_personal() && m_profile.values > 1 &&
            m_proposal.field.type != Type::date && m_profile.longest <= 12 && !m_split_name &&
            m_profile.shape().find('9') != std::string::npos)
            say("every value has the shape " + m_profile.shape());
        take_missing(m_proposal);
        m_proposal.measure = is_measure();
        if (m_split_name && m_profile.with_blank < m_profile.values) m_proposal.field.required = false;
        m_out.push_back(std::move(m_proposal));
    }

    /// Figures under a header that does not say that they number or name something.
    [[nodiscard]] bool is_measure() const {
        if (m_seen.role == Role::measure) return true;
        if (m_seen.is_dimension() || m_split_name || m_proposal.list != nullptr || m_proposal.year) return false;
        const Type type = m_proposal.field.type;
        if (type == Type::decimal) return true;
        const bool figures =
            type == Type::integer || (type == Type::text && m_profile.leading_zero == 0 && m_profile.values > 0 &&
                                      m_profile.figures * 10 >= m_profile.values * 9);
        return figures && !names_things(m_seen.title);
    }

    const SeenColumn& m_seen;
    const ColumnProfile& m_profile;
    bool m_plain_numbers;
    std::set<std::string>& m_taken;
    std::vector<ProposedField>& m_out;
    ProposedField m_proposal;
    bool m_split_name = false;
    bool m_leading_zero_told = false;
};

}  // namespace

std::vector<ProposedField> decide_fields(const Shape& shape, const Profile& profile) {
    const auto format = shape.layout.format;
    // JSON and workbooks have numbers of their own: a point in them is a decimal point.
    const bool plain = format == catalog::FormatKind::json || format == catalog::FormatKind::jsonstat ||
                       format == catalog::FormatKind::xlsx;
    std::vector<ProposedField> fields;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < shape.columns.size(); ++i)
        Decision(shape.columns[i], i, profile.columns[i], plain, taken, fields).decide();
    return fields;
}

}  // namespace tilsig::propose
