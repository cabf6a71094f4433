#include "operate/stores_walk.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <map>

#include "odbc/connection_string.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/date_dimension.hpp"

namespace tilsig::operate {

namespace {

namespace fs = std::filesystem;
using stores::Column;

bool is_declared(const std::vector<Column>& columns, const std::string& name) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const Column& column) { return ::fnmatch(column.name.c_str(), name.c_str(), 0) == 0; });
}

/// A table of the model, of its history or of a shadow has the declared columns and those of the loader.
class ModelTables {
public:
    ModelTables(const catalog::Catalog& catalog, const stores::Registry& registry) : m_registry(registry) {
        add(warehouse::date_dimension());
        for (const auto& table : catalog.model.tables) add(table);
        for (const auto& table : catalog.model.shadows) add(table);
    }
    [[nodiscard]] bool has(const std::string& table) const { return m_tables.contains(table); }
    [[nodiscard]] bool has(const std::string& table, const std::string& column) const {
        const auto& [model, is_history] = m_tables.at(table);
        return model->find(column) != nullptr || is_declared(m_registry.loader_columns, column) ||
               (is_history && is_declared(m_registry.history_columns, column));
    }

private:
    void add(const model::Table& table) {
        m_tables[table.name] = {&table, false};
        m_tables[table.name + "_history"] = {&table, true};
    }

    const stores::Registry& m_registry;
    std::map<std::string, std::pair<const model::Table*, bool>> m_tables;
};

void walk_catalogue(odbc::Connection& connection, const stores::Registry& registry, const ModelTables* models,
                    StoresWalk& walk) {
    std::vector<std::string> tables;
    {
        auto names = connection.once(connection.dialect().table_names_query());
        names.execute();
        while (names.fetch()) tables.push_back(names.text(1).value_or(""));
    }
    auto columns = connection.prepare(connection.dialect().column_names_query());
    for (const auto& table : tables) {
        ++walk.tables;
        const stores::Table* own = registry.find(table);
        if (own != nullptr && own->in_link_store && models != nullptr) own = nullptr;
        const bool is_model = models != nullptr && models->has(table);
        if (own == nullptr && !is_model) {
            walk.undeclared.push_back(table);
            continue;
        }
        columns.bind(1, table).execute();
        while (columns.fetch()) {
            ++walk.columns;
            const std::string column = columns.text(1).value_or("");
            const bool declared = own != nullptr ? own->find(column) != nullptr : models->has(table, column);
            if (!declared) walk.undeclared.push_back(table + "." + column);
        }
        columns.close_cursor();
    }
}

/// A place of the installation, and the patterns of what may lie in it: below it, or beside it with its name in front.
struct Root {
    fs::path path;
    std::vector<std::string> patterns;  ///< what follows the path, `/*.sealed` or `-wal`
};

class FileWalk {
public:
    FileWalk(std::map<std::string, fs::path> places, const stores::Registry& registry, StoresWalk& walk)
        : m_walk(walk) {
        for (const auto& [name, path] : places) {
            if (path.empty()) continue;
            Root root{path.lexically_normal(), {}};
            const std::string begin = "{" + name + "}";
            for (const auto& file : registry.files)
                if (file.pattern.starts_with(begin)) root.patterns.push_back(file.pattern.substr(begin.size()));
            m_roots.push_back(std::move(root));
        }
    }
    /// A folder whose files are senders' and none of the program's.
    void leave_out(const fs::path& folder) { m_senders.push_back(folder.lexically_normal()); }
    void walk() {
        for (const Root& root : m_roots)
            if (fs::is_directory(root.path)) below(root.path, root.path);
    }
    /// A folder that is the installation's, but whose sub-folders are looked at as places of their own.
    void walk_beside(const fs::path& folder) {
        for (const auto& entry : fs::directory_iterator(folder))
            if (!is_root(entry.path())) look(entry, folder);
    }

private:
    void below(const fs::path& folder, const fs::path& shown_from) {
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (is_root(entry.path())) continue;
            if (look(entry, shown_from) && entry.is_directory() && !entry.is_symlink()) below(entry.path(), shown_from);
        }
    }
    [[nodiscard]] bool is_root(const fs::path& path) const {
        if (std::find(m_senders.begin(), m_senders.end(), path.lexically_normal()) != m_senders.end()) return true;
        return fs::is_directory(path) &&
               std::any_of(m_roots.begin(), m_roots.end(), [&](const Root& root) { return root.path == path; });
    }
    /// Whether it is declared; if not, it is noted.
    bool look(const fs::directory_entry& entry, const fs::path& shown_from) {
        ++m_walk.files;
        const std::string path = entry.path().lexically_normal().string();
        const bool folder = entry.is_directory() && !entry.is_symlink();
        for (const Root& root : m_roots) {
            if (!path.starts_with(root.path.string())) continue;
            const std::string rest = path.substr(root.path.string().size());
            for (const auto& pattern : root.patterns)
                if (folder ? leads_to(rest, pattern) : ::fnmatch(pattern.c_str(), rest.c_str(), FNM_PATHNAME) == 0)
                    return true;
        }
        m_walk.undeclared.push_back(entry.path().lexically_relative(shown_from.parent_path()).string());
        return false;
    }
    /// Whether files of this pattern lie in the folder, or in one below it.
    static bool leads_to(const std::string& folder, const std::string& pattern) {
        for (std::size_t at = pattern.find('/', 1); at != std::string::npos; at = pattern.find('/', at + 1))
            if (::fnmatch(pattern.substr(0, at).c_str(), folder.c_str(), FNM_PATHNAME) == 0) return true;
        return false;
    }

    std::vector<Root> m_roots;
    std::vector<fs::path> m_senders;
    StoresWalk& m_walk;
};

fs::path file_of(const odbc::Dsn& dsn) {
    if (dsn.connection_string.empty()) return {};
    const auto target = odbc::parse_connection_string(dsn.connection_string);
    return target.engine == odbc::Engine::sqlite ? fs::path(target.database) : fs::path();
}

}  // namespace

StoresWalk walk_stores(session::Session& session, const WrittenPlaces& written, const stores::Registry& registry) {
    const auto& context = session.context();
    StoresWalk walk;
    const ModelTables models(context.catalog, registry);
    walk_catalogue(session.connection(), registry, &models, walk);
    const fs::path links = file_of(context.links);
    if (!context.links.connection_string.empty() && (links.empty() || fs::exists(links))) {
        auto connection = odbc::Connection::open(context.links, "tilsig-stores");
        walk_catalogue(connection, registry, nullptr, walk);
    }

    const auto& places = context.places;
    FileWalk files({{"landing", places.landing},
                    {"cache", places.cache},
                    {"receipts", places.receipts.root / "out"},
                    {"key_file", places.key_file},
                    {"issue_keys", places.issue_keys},
                    {"link_key", places.link_key},
                    {"warehouse", file_of(context.dsn)},
                    {"links", links},
                    {"log", written.log}},
                   registry, walk);
    for (const auto& [name, source] : context.catalog.sources)
        if (const auto folder = source.options.find("folder"); folder != source.options.end())
            files.leave_out(folder->second);
    files.walk();
    files.walk_beside(places.landing.parent_path());
    std::sort(walk.undeclared.begin(), walk.undeclared.end());
    walk.undeclared.erase(std::unique(walk.undeclared.begin(), walk.undeclared.end()), walk.undeclared.end());
    return walk;
}

}  // namespace tilsig::operate
