#include "figures/read_figures.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "expression/value_type.hpp"

namespace tilsig::figures {

namespace fs = std::filesystem;
using config::FieldReader;
using config::Lints;
using config::Node;

namespace {

constexpr int most_decimals = 2;
const std::vector<std::string> statistics{"persons", "rows", "share", "mean_months"};

std::vector<std::string> column_names(const model::Table& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns) names.push_back(column.name);
    return names;
}

std::string remedy_for(const std::string& name, const std::vector<std::string>& known) {
    const std::string near = nearest(name, known);
    return near.empty() ? "known: " + join(known, ", ") : "did you mean '" + near + "'?";
}

Texts read_texts(FieldReader& outer, std::string_view key, Lints& lints) {
    FieldReader reader(outer.required_child(key), std::string(key), lints);
    Texts texts{reader.text("nb"), reader.text("nn"), reader.text("en")};
    reader.finish();
    return texts;
}

/// Reads what one figure's file says against the table that its feed loads.
class FigureReader {
public:
    FigureReader(const catalog::Catalog& catalog, Figure& figure, Lints& lints)
        : m_catalog(catalog), m_figure(figure), m_lints(lints) {}

    void read(const Node& root) {
        FieldReader reader(root, "figure", m_lints);
        m_figure.place = root.place();
        m_figure.code = reader.text("figure");
        m_figure.title = read_texts(reader, "title", m_lints);
        m_figure.about = read_texts(reader, "about", m_lints);
        m_figure.unit = reader.text("unit");
        m_figure.decimals = static_cast<int>(reader.integer_or("decimals", 0));
        if (m_figure.decimals < 0 || m_figure.decimals > most_decimals)
            reader.mistake("decimals", "a figure keeps 0 to " + std::to_string(most_decimals) + " digits");
        if (m_figure.code.size() > 10 || m_figure.code.empty())
            reader.mistake("figure", "the code of a figure has 1 to 10 characters", "like K08");
        read_feed(reader);
        read_statement(reader);
        read_coverage(reader);
        if (m_figure.table == nullptr) return;  // every column would be a mistake of its own
        find_person();
        m_figure.municipality = column(reader, "municipality", "municipality_code", model::Type::code);
        const Node variants = reader.child("variants");
        const Variant shared = read_way(reader, Variant{});
        if (variants.is(Node::Kind::missing))
            m_figure.variants.push_back(shared);
        else
            read_variants(variants, shared);
        for (const auto& variant : m_figure.variants) require_whole(variant, reader);
        reader.finish();
    }

private:
    void read_feed(FieldReader& reader) {
        m_figure.feed = reader.text("feed");
        if (!reader.has("feed")) return;
        const auto mapping = m_catalog.mappings.find(m_figure.feed);
        if (mapping != m_catalog.mappings.end()) {
            m_figure.table = m_catalog.model.find(mapping->second.target);
            return;
        }
        std::vector<std::string> known;
        for (const auto& [feed, each] : m_catalog.mappings) known.push_back(feed);
        reader.mistake("feed", "there is no feed '" + display_name(m_figure.feed) + "'",
                       remedy_for(m_figure.feed, known));
    }

    /// A figure is made of what the authority says, whoever else says it.
    void read_statement(FieldReader& reader) {
        m_figure.statement = reader.text("statement");
        const auto own = m_catalog.contracts.find(m_figure.feed);
        if (m_figure.statement.empty() || own == m_catalog.contracts.end() ||
            own->second.authority.contains(m_figure.statement))
            return;
        std::vector<std::string> known;
        for (const auto& [feed, contract] : m_catalog.contracts) {
            if (contract.authority.contains(m_figure.statement))
                return reader.mistake(
                    "statement",
                    "the last word about '" + m_figure.statement + "' has " + feed + ", not " + m_figure.feed,
                    "count what " + feed + " says, or leave the last word to the other feed");
            for (const auto& [statement, field] : contract.authority) known.push_back(statement);
        }
        reader.mistake("statement", "no feed has the last word about '" + display_name(m_figure.statement) + "'",
                       remedy_for(m_figure.statement, known));
    }

    void read_coverage(FieldReader& outer) {
        const Node node = outer.child("coverage");
        if (node.is(Node::Kind::missing)) return;
        FieldReader reader(node, "coverage", m_lints);
        for (const auto& text : reader.texts("months")) {
            const bool month = !text.empty() && text.size() <= 2 && text.find_first_not_of("0123456789") == text.npos &&
                               std::stoi(text) >= 1 && std::stoi(text) <= 12;
            if (month)
                m_figure.months.push_back(std::stoi(text));
            else
                reader.mistake("months", "'" + display_name(text) + "' is not a month", "months are written 1 to 12");
        }
        m_figure.or_later = reader.boolean_or("or_later", false);
        if (m_figure.or_later && m_figure.months.empty())
            reader.mistake("or_later", "later than what is not said", "name the months of the year too");
        reader.finish();
    }

    void find_person() {
        for (const auto& each : m_figure.table->columns)
            if (each.person) m_figure.person = each.name;
    }

    /// The column `key` names, or `fallback`; must be of the type.
    std::string column(FieldReader& reader, std::string_view key, std::string fallback, model::Type type) {
        const std::string name = fallback.empty() ? reader.text(key) : reader.text_or(key, std::move(fallback));
        use_column(*m_figure.table, name, type, reader, key);
        return name;
    }
    void use_column(const model::Table& table, const std::string& name, std::optional<model::Type> type,
                    FieldReader& reader, std::string_view key) {
        if (name.empty()) return;
        const auto* found = table.find(name);
        if (found == nullptr)
            reader.mistake(key, table.name + " has no column '" + display_name(name) + "'",
                           remedy_for(name, column_names(table)));
        else if (type && found->type != *type)
            reader.mistake(key,
                           "column '" + name + "' of " + table.name + " is no " + std::string(model::to_string(*type)));
    }
    std::vector<std::string> columns(const model::Table& table, FieldReader& reader, std::string_view key) {
        auto names = reader.texts(key);
        if (names.empty()) reader.mistake(key, std::string(key) + " names no column of " + table.name);
        for (const auto& name : names) use_column(table, name, std::nullopt, reader, key);
        return names;
    }

    std::optional<expression::Condition> condition(const model::Table& table, FieldReader& reader,
                                                   std::string_view key) {
        const Node node = reader.required_child(key);
        if (node.is(Node::Kind::missing)) return std::nullopt;
        if (!node.is(Node::Kind::scalar)) {
            reader.mistake(key, std::string(key) + " must be a condition", "like \"status in ('3', '4')\"");
            return std::nullopt;
        }
        expression::Scope scope;
        for (const auto& each : table.columns)
            scope.fields.push_back({each.name, expression::type_of_field(each.type, each.scale), scope.fields.size()});
        std::vector<expression::Mistake> mistakes;
        auto found = expression::Condition::compile(node.scalar(), scope, mistakes);
        for (auto& mistake : mistakes)
            m_lints.add(node.place_inside(mistake.at), std::move(mistake.message), std::move(mistake.remedy));
        return found;
    }

    /// What `reader` says of a way to count, on top of `shared`.
    Variant read_way(FieldReader& reader, const Variant& shared) {
        // Known, so that a key that is written wrongly is told with the one that was meant.
        for (const char* key : {"statistic", "counted", "year", "numerator", "once", "continued", "waiting"})
            (void)reader.child(key);
        Variant way = shared;
        const auto& table = *m_figure.table;
        if (reader.has("statistic")) {
            const std::string word = reader.choice("statistic", statistics);
            for (const auto each : {Statistic::persons, Statistic::rows, Statistic::share, Statistic::mean_months})
                if (word == to_string(each)) way.statistic = each;
            m_statistic_said = true;
        }
        if (reader.has("counted")) way.counted = condition(table, reader, "counted");
        if (reader.has("year")) {
            way.year = condition(table, reader, "year");
            if (way.year && !way.year->uses_period())
                reader.mistake("year", "the condition does not ask for the year",
                               "compare the deciding date with $period, the first day of the year");
        }
        if (reader.has("numerator")) way.numerator = condition(table, reader, "numerator");
        if (reader.has("once")) way.once = read_once(reader.child("once"));
        if (reader.has("continued")) way.continued = read_continued(reader.child("continued"));
        if (reader.has("waiting")) way.waiting = read_waiting(reader.child("waiting"));
        return way;
    }

    Once read_once(const Node& node) {
        FieldReader reader(node, "once", m_lints);
        Once once;
        once.by = columns(*m_figure.table, reader, "by");
        once.order = columns(*m_figure.table, reader, "order");
        once.last = reader.choice("take", {"first", "last"}) == "last";
        reader.finish();
        return once;
    }

    std::optional<Continued> read_continued(const Node& node) {
        const auto& table = *m_figure.table;
        FieldReader reader(node, "continued", m_lints);
        auto when = condition(table, reader, "when");
        auto by = columns(table, reader, "by");
        auto from = column(reader, "from", "", model::Type::date), to = column(reader, "to", "", model::Type::date);
        const auto days = reader.integer("within_days");
        if (reader.has("within_days") && (days < 0 || days > 3660))
            reader.mistake("within_days", "a number of days is between 0 and 3660");
        reader.finish();
        if (!when) return std::nullopt;
        return Continued{std::move(*when), std::move(by), std::move(from), std::move(to), days};
    }

    std::optional<Waiting> read_waiting(const Node& node) {
        FieldReader reader(node, "waiting", m_lints);
        const std::string name = reader.text("in");
        const auto* there = m_catalog.model.find(name);
        if (there == nullptr) {
            std::vector<std::string> known;
            for (const auto& table : m_catalog.model.tables) known.push_back(table.name);
            if (reader.has("in"))
                reader.mistake("in", "there is no table '" + display_name(name) + "'", remedy_for(name, known));
            return std::nullopt;
        }
        Waiting waiting{.table = there,
                        .through_there = {},
                        .through_here = {},
                        .same = columns(*there, reader, "same"),
                        .first = reader.text("first"),
                        .counted = {},
                        .overturned_by = {},
                        .overturned_key = {},
                        .overturning = {},
                        .until = column(reader, "until", "", model::Type::date)};
        use_column(*there, waiting.first, model::Type::date, reader, "first");
        const auto through = reader.text_map("through");
        if (through.size() != 1)
            reader.mistake("through", "through names one column there and one here", "like {decision_id: decision_id}");
        for (const auto& [column_there, column_here] : through) {
            use_column(*there, column_there, std::nullopt, reader, "through");
            use_column(*m_figure.table, column_here, std::nullopt, reader, "through");
            waiting.through_there = column_there;
            waiting.through_here = column_here;
        }
        waiting.counted = condition(*there, reader, "counted");
        if (reader.has("overturned")) read_overturned(reader.child("overturned"), waiting);
        reader.finish();
        return waiting;
    }

    void read_overturned(const Node& node, Waiting& waiting) {
        FieldReader reader(node, "overturned", m_lints);
        waiting.overturned_by = reader.text("by");
        waiting.overturned_key = reader.text("key");
        for (const char* key : {"by", "key"})
            use_column(*waiting.table, key == std::string("by") ? waiting.overturned_by : waiting.overturned_key,
                       std::nullopt, reader, key);
        waiting.overturning = condition(*waiting.table, reader, "when");
        reader.finish();
    }

    void read_variants(const Node& node, const Variant& shared) {
        if (!node.is(Node::Kind::mapping) || node.entries().empty()) {
            m_lints.add(node.place(), "variants must name at least one way to count", "like A: {about: {...}}");
            return;
        }
        for (const auto& [code, entry] : node.entries()) {
            FieldReader reader(entry, "variant " + code, m_lints);
            Variant variant = read_way(reader, shared);
            variant.code = code;
            if (code.size() > 10) m_lints.add(node.key_place(code), "the code of a variant has 1 to 10 characters");
            variant.about = read_texts(reader, "about", m_lints);
            reader.finish();
            m_figure.variants.push_back(std::move(variant));
        }
    }

    /// What every way needs, said where it must stand; silent about what is there and wrong, which is told already.
    void require_whole(const Variant& variant, FieldReader& reader) {
        const auto missing = [&](std::string_view key, const std::string& why) {
            m_lints.add(reader.place(), m_figure.code + (variant.code.empty() ? "" : " " + variant.code) + ": " +
                                            std::string(key) + " is missing: " + why);
        };
        if (!m_lints.empty()) return;
        if (!m_statistic_said) missing("statistic", "one of " + join(statistics, ", "));
        if (!variant.counted) missing("counted", "which rows count, whatever the year");
        if (!variant.year) missing("year", "which of them belong to the year");
        if (variant.statistic == Statistic::share && !variant.numerator) missing("numerator", "a share needs one");
        if (variant.statistic == Statistic::mean_months && !variant.waiting)
            missing("waiting", "where the time begins and ends");
        if (variant.statistic == Statistic::persons && m_figure.person.empty())
            missing("person", m_figure.table->name + " has no column with persons");
    }

    const catalog::Catalog& m_catalog;
    Figure& m_figure;
    Lints& m_lints;
    bool m_statistic_said = false;
};

std::vector<fs::path> files_of(const fs::path& folder, const fs::path& root, Lints& lints) {
    std::vector<fs::path> paths;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(folder, absent)) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(".yaml"))
            paths.push_back(entry.path());
        else if (name.ends_with(".yml"))
            lints.add(Place{entry.path().lexically_relative(root).string(), 0, 0}, "files ending in .yml are not read",
                      "rename it to .yaml");
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace

const char* to_string(Statistic statistic) noexcept {
    switch (statistic) {
        case Statistic::persons: return "persons";
        case Statistic::rows: return "rows";
        case Statistic::share: return "share";
        case Statistic::mean_months: return "mean_months";
    }
    return "rows";
}

std::vector<Figure> read_figures(const fs::path& root, const catalog::Catalog& catalog, Lints& lints) {
    std::vector<Figure> figures;
    for (const auto& path : files_of(root / "mappings/figures", root, lints)) {
        const Node node = config::load_yaml(path.string(), path.lexically_relative(root).string(), lints);
        if (node.is(Node::Kind::missing)) continue;  // the parser has said why
        Figure figure;
        Lints own;  // so that a file that is wrong does not silence what the next one lacks
        FigureReader(catalog, figure, own).read(node);
        const auto same = std::find_if(figures.begin(), figures.end(),
                                       [&](const Figure& other) { return other.code == figure.code; });
        if (same != figures.end())
            own.add(node.place(), "figure '" + display_name(figure.code) + "' stands twice",
                    "the other is in " + same->place.file);
        for (auto& lint : own.sorted())
            lints.add(std::move(lint.place), std::move(lint.message), std::move(lint.remedy));
        figures.push_back(std::move(figure));
    }
    std::sort(figures.begin(), figures.end(), [](const Figure& a, const Figure& b) { return a.code < b.code; });
    return figures;
}

}  // namespace tilsig::figures
