#include "figures/compute.hpp"

#include <set>

#include "base/text.hpp"
#include "catalog/expressions.hpp"
#include "figures/known_rows.hpp"
#include "figures/rounding.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::figures {

namespace {

/// 30.4375 days in a month, as a fraction.
constexpr std::int64_t month_days = 304'375, month_days_of = 10'000;

/// Days from one date to another.
std::string days_between(const odbc::Dialect& dialect, const std::string& from, const std::string& to) {
    switch (dialect.engine()) {
        case odbc::Engine::postgresql: return "(" + to + " - " + from + ")";
        case odbc::Engine::mariadb: return "DATEDIFF(" + to + ", " + from + ")";
        case odbc::Engine::sqlite: break;
    }
    return "CAST(julianday(" + to + ") - julianday(" + from + ") AS integer)";
}

std::string list_of(const std::vector<std::string>& columns, const std::string& alias, const char* behind = "") {
    std::vector<std::string> parts;
    for (const auto& column : columns) parts.push_back(alias + odbc::quoted(column) + behind);
    return join(parts, ", ");
}

/// The query of one figure, put together from its parts; each part is a table of its own, the next one over it.
class FigureSql {
public:
    FigureSql(const Figure& figure, const Variant& variant, const odbc::Dialect& dialect, std::int64_t year,
              KnownAt known)
        : m_figure(figure), m_variant(variant), m_dialect(dialect), m_known(known) {
        m_given.period_day = catalog::first_day(std::to_string(year));
    }

    /// WITH .. SELECT [municipality,] n, part, left out. `by_area`: one row for each municipality.
    [[nodiscard]] std::string query(bool by_area) const {
        const std::string area = "p." + odbc::quoted(m_figure.municipality);
        const Counted counted = counted_of(columns(), by_area);
        auto conditions = counted.conditions;
        if (by_area) conditions.push_back(area + " IS NOT NULL");
        return counted.sql + " SELECT " + (by_area ? area : "''") + ", " + numbers() + " FROM " + counted.from + " p" +
               (conditions.empty() ? "" : " WHERE " + join(conditions, " AND ")) + (by_area ? " GROUP BY " + area : "");
    }

    /// The rows of `n`: key as canonical text, delivery, record, numerator, days. With one parameter, the municipality,
    /// when `of_area`.
    [[nodiscard]] std::string rows_query(bool of_area) const {
        const model::Table& table = *m_figure.table;
        auto names = columns();
        names.insert(table.key.begin(), table.key.end());
        names.insert({"delivery_id", "record_no"});
        const Counted counted = counted_of(names, of_area);
        auto conditions = counted.conditions;
        if (m_variant.waiting) conditions.emplace_back("p.days >= 0");
        if (of_area) conditions.push_back("p." + odbc::quoted(m_figure.municipality) + " = ?");
        std::string key;
        for (const auto& name : table.key) {
            const auto* column = table.find(name);
            key += m_dialect.canonical_text("p." + odbc::quoted(name), column->type, column->scale) + ", ";
        }
        const std::string part =
            m_variant.numerator ? "CASE WHEN " + condition(table, *m_variant.numerator, "p.") + " THEN 1 ELSE 0 END"
                                : "0";
        return counted.sql + " SELECT " + key + "p.delivery_id, p.record_no, " + part + ", " +
               (m_variant.waiting ? "p.days" : "0") + " FROM " + counted.from + " p" +
               (conditions.empty() ? "" : " WHERE " + join(conditions, " AND ")) + " ORDER BY " +
               list_of(table.key, "p.");
    }

private:
    /// What the numbers are taken from: WITH .., the last of its tables, and which rows of it.
    struct Counted {
        std::string sql, from;
        std::vector<std::string> conditions;
    };
    [[nodiscard]] Counted counted_of(const std::set<std::string>& names, bool by_area) const {
        if (!m_variant.waiting || m_figure.person.empty()) return {parts(names), "population", {}};
        return {parts(names) + first_wait(by_area), "first_waits", {"p.turn = 1"}};
    }
    [[nodiscard]] std::string parts(const std::set<std::string>& names) const {
        std::string sql = "WITH known AS (" + known_rows(*m_figure.table, names, m_dialect, m_known) + ")";
        if (m_variant.continued) sql += starts(*m_variant.continued);
        sql += ", counted AS (SELECT k.* FROM known k" + going_on() + " WHERE " +
               condition(*m_figure.table, *m_variant.counted, "k.") + still_going() + ")";
        std::string last = "counted";
        if (const auto& once = m_variant.once) {
            sql += ", ranked AS (SELECT c.*, row_number() OVER (PARTITION BY " + list_of(once->by, "c.") +
                   " ORDER BY " + list_of(once->order, "c.", once->last ? " DESC" : "") +
                   ") AS place_among FROM counted c)";
            last = "ranked";
        }
        std::string of_year = "SELECT r.* FROM " + last + " r WHERE " +
                              condition(*m_figure.table, *m_variant.year, "r.") +
                              (m_variant.once ? " AND r.place_among = 1" : "");
        if (!m_variant.waiting) return sql + ", population AS (" + of_year + ")";
        return sql + ", of_year AS (" + of_year + ")" + waiting(*m_variant.waiting);
    }

    /// Of each day on which something begins the next such day of the same `by`: one sort, where asking for each row
    /// whether another one follows would compare all with all.
    [[nodiscard]] static std::string starts(const Continued& rule) {
        const std::string from = odbc::quoted(rule.from), by = list_of(rule.by, "");
        return ", starts AS (SELECT d.*, lead(d." + from + ") OVER (PARTITION BY " + list_of(rule.by, "d.") +
               " ORDER BY d." + from + ") AS next_start FROM (SELECT DISTINCT " + by + ", " + from +
               " FROM known WHERE " + from + " IS NOT NULL) d)";
    }
    [[nodiscard]] std::string going_on() const {
        if (!m_variant.continued) return {};
        std::string same =
            "s." + odbc::quoted(m_variant.continued->from) + " = k." + odbc::quoted(m_variant.continued->from);
        for (const auto& name : m_variant.continued->by)
            same += " AND s." + odbc::quoted(name) + " = k." + odbc::quoted(name);
        return " LEFT JOIN starts s ON " + same;
    }
    /// What is not known to go on has ended.
    [[nodiscard]] std::string still_going() const {
        if (!m_variant.continued) return {};
        const auto& rule = *m_variant.continued;
        return " AND CASE WHEN " + condition(*m_figure.table, rule.when, "k.") + " AND " +
               days_between(m_dialect, "k." + odbc::quoted(rule.to), "s.next_start") +
               " <= " + std::to_string(rule.within_days) + " THEN 0 ELSE 1 END = 1";
    }

    /// The days that each row of the year waited, as `days`; null when nothing begins its time. Sources number what
    /// belongs together (applications) for each of their ids, so these stay as they were loaded.
    [[nodiscard]] std::string waiting(const Waiting& rule) const {
        const auto& there = *rule.table;
        std::set<std::string> names(rule.same.begin(), rule.same.end());
        names.insert({rule.through_there, rule.first});
        const auto add = [&](const std::optional<expression::Condition>& each) {
            if (!each) return;
            for (const auto column : each->columns()) names.insert(there.columns[column].name);
        };
        add(rule.counted);
        add(rule.overturning);
        if (!rule.overturned_by.empty()) names.insert({rule.overturned_by, rule.overturned_key});
        std::string standing;
        if (rule.overturning)
            standing = " AND b." + odbc::quoted(rule.overturned_key) + " NOT IN (SELECT x." +
                       odbc::quoted(rule.overturned_by) + " FROM known_there x WHERE x." +
                       odbc::quoted(rule.overturned_by) + " IS NOT NULL AND " +
                       condition(there, *rule.overturning, "x.") + ")";
        std::string same;
        for (const auto& name : rule.same)
            same += (same.empty() ? "f." : " AND f.") + odbc::quoted(name) + " = w." + odbc::quoted(name);
        return ", known_there AS (" + known_rows(there, names, m_dialect, m_known, Ids::as_loaded) +
               "), first_there AS (SELECT " + list_of(rule.same, "b.") + ", min(b." + odbc::quoted(rule.first) +
               ") AS begun_on FROM known_there b WHERE " + condition(there, *rule.counted, "b.") + standing +
               " GROUP BY " + list_of(rule.same, "b.") + "), population AS (SELECT y.*, " +
               days_between(m_dialect, "f.begun_on", "y." + odbc::quoted(rule.until)) +
               " AS days FROM of_year y LEFT JOIN known_there w ON w." + odbc::quoted(rule.through_there) + " = y." +
               odbc::quoted(rule.through_here) + " LEFT JOIN first_there f ON " + same + ")";
    }

    /// Who waited twice in the year waited until the first time, there and in the country; of two that ended on one day
    /// it is the longer one.
    [[nodiscard]] std::string first_wait(bool by_area) const {
        return ", first_waits AS (SELECT p.*, row_number() OVER (PARTITION BY p." + odbc::quoted(m_figure.person) +
               (by_area ? ", p." + odbc::quoted(m_figure.municipality) : "") + " ORDER BY p." +
               odbc::quoted(m_variant.waiting->until) +
               ", CASE WHEN p.days IS NULL THEN 1 ELSE 0 END, p.days DESC) AS turn FROM population p)";
    }

    [[nodiscard]] std::string numbers() const {
        const std::string none = "0, 0";
        switch (m_variant.statistic) {
            case Statistic::persons: return "count(DISTINCT p." + odbc::quoted(m_figure.person) + "), " + none;
            case Statistic::rows: return "count(*), " + none;
            case Statistic::share:
                return "count(*), coalesce(sum(CASE WHEN " + condition(*m_figure.table, *m_variant.numerator, "p.") +
                       " THEN 1 ELSE 0 END), 0), 0";
            case Statistic::mean_months: break;
        }
        return "coalesce(sum(CASE WHEN p.days >= 0 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN p.days >= 0 THEN "
               "p.days ELSE 0 END), 0), coalesce(sum(CASE WHEN p.days >= 0 THEN 0 ELSE 1 END), 0)";
    }

    /// The columns that any part asks for.
    [[nodiscard]] std::set<std::string> columns() const {
        std::set<std::string> names{m_figure.municipality};
        const auto add = [&](const std::optional<expression::Condition>& each) {
            if (!each) return;
            for (const auto column : each->columns()) names.insert(m_figure.table->columns[column].name);
        };
        add(m_variant.counted);
        add(m_variant.year);
        add(m_variant.numerator);
        if (!m_figure.person.empty()) names.insert(m_figure.person);
        if (const auto& once = m_variant.once) {
            names.insert(once->by.begin(), once->by.end());
            names.insert(once->order.begin(), once->order.end());
        }
        if (const auto& rule = m_variant.continued) {
            add(rule->when);
            names.insert(rule->by.begin(), rule->by.end());
            names.insert({rule->from, rule->to});
        }
        if (const auto& rule = m_variant.waiting) names.insert({rule->through_here, rule->until});
        return names;
    }

    [[nodiscard]] std::string condition(const model::Table& table, const expression::Condition& which,
                                        const std::string& alias) const {
        return which.sql(m_given, {[&](std::size_t column) { return alias + odbc::quoted(table.columns[column].name); },
                                   [&](expression::ValueType type, const std::string& canonical) {
                                       const auto stored = expression::model_type(type);
                                       if (stored == model::Type::integer || stored == model::Type::boolean)
                                           return canonical;
                                       return m_dialect.from_canonical_text(odbc::literal(canonical), stored, 0);
                                   }});
    }
    const Figure& m_figure;
    const Variant& m_variant;
    const odbc::Dialect& m_dialect;
    KnownAt m_known;
    expression::Circumstances m_given;
};

Count count_of(odbc::Statement& rows, const Figure& figure, const Variant& variant) {
    Count count;
    count.n = rows.integer(2).value_or(0);
    const std::int64_t part = rows.integer(3).value_or(0);
    count.left_out = rows.integer(4).value_or(0);
    switch (variant.statistic) {
        case Statistic::persons:
        case Statistic::rows: count.value = rounded(count.n, 1, figure.decimals); return count;
        case Statistic::share:
            count.part = part;
            count.value = rounded(Wide{part} * 100, count.n, figure.decimals);
            return count;
        case Statistic::mean_months: break;
    }
    count.part = part;
    count.value = rounded(Wide{part} * month_days_of, Wide{count.n} * month_days, figure.decimals);
    return count;
}

bool is_made(odbc::Connection& connection, const model::Table& table) {
    return connection.query_integer(connection.dialect().table_exists_query(), {table.name}).has_value();
}

bool can_count(odbc::Connection& connection, const Figure& figure, const Variant& variant) {
    return is_made(connection, *figure.table) && (!variant.waiting || is_made(connection, *variant.waiting->table));
}

}  // namespace

std::optional<Counts> compute(odbc::Connection& connection, const Figure& figure, const Variant& variant,
                              std::int64_t year, KnownAt known) {
    if (!can_count(connection, figure, variant)) return std::nullopt;
    const FigureSql sql(figure, variant, connection.dialect(), year, known);
    Counts counts;
    auto country = connection.once(sql.query(false));
    country.execute();
    while (country.fetch()) counts.country = count_of(country, figure, variant);
    auto areas = connection.once(sql.query(true));
    areas.execute();
    while (areas.fetch()) counts.municipalities[areas.text(1).value_or("")] = count_of(areas, figure, variant);
    return counts;
}

std::optional<std::vector<CountedRow>> counted_rows(odbc::Connection& connection, const Figure& figure,
                                                    const Variant& variant, std::int64_t year, KnownAt known,
                                                    const std::string& municipality) {
    if (!can_count(connection, figure, variant)) return std::nullopt;
    const FigureSql sql(figure, variant, connection.dialect(), year, known);
    auto query = connection.prepare(sql.rows_query(!municipality.empty()));
    if (!municipality.empty()) query.bind(1, std::string_view(municipality));
    query.execute();
    std::vector<CountedRow> rows;
    const int keys = static_cast<int>(figure.table->key.size());
    while (query.fetch()) {
        CountedRow row;
        for (int i = 1; i <= keys; ++i) row.key.push_back(query.text(i).value_or(""));
        row.delivery_id = query.integer(keys + 1).value_or(0);
        row.record_no = query.integer(keys + 2).value_or(0);
        if (variant.numerator) row.in_part = query.integer(keys + 3).value_or(0) == 1;
        if (variant.waiting) row.days = query.integer(keys + 4);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace tilsig::figures
