#include "ledger/person_aliases.hpp"

#include <map>

#include "odbc/dialect.hpp"

namespace tilsig::ledger {

void note_person_aliases(odbc::Connection& connection,
                         const std::vector<std::pair<std::int64_t, std::int64_t>>& aliases, std::int64_t load_seq) {
    std::map<std::int64_t, std::int64_t> known;
    {
        auto rows = connection.once("SELECT alias_id, same_as FROM ops_person_alias");
        rows.execute();
        while (rows.fetch()) known.emplace(rows.integer(1).value(), rows.integer(2).value());
    }
    auto add = connection.prepare("INSERT INTO ops_person_alias (alias_id, same_as, load_seq) VALUES (?, ?, ?)");
    auto turn = connection.prepare("UPDATE ops_person_alias SET same_as = ? WHERE alias_id = ?");
    for (const auto& [alias, person] : aliases) {
        const auto found = known.find(alias);
        if (found == known.end())
            add.bind(1, alias).bind(2, person).bind(3, load_seq).execute();
        else if (found->second != person)
            turn.bind(1, person).bind(2, alias).execute();
        if (found != known.end()) known.erase(found);
    }
    auto remove = connection.prepare("DELETE FROM ops_person_alias WHERE alias_id = ?");
    for (const auto& [alias, person] : known) remove.bind(1, alias).execute();
}

}  // namespace tilsig::ledger
