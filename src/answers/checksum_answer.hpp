// The content checksum of tables: equal content gives equal text on every database.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "session/session.hpp"

namespace tilsig::answers {

struct ChecksumAnswer {
    struct Table {
        std::string name;
        std::uint64_t rows = 0;
        std::string checksum;
    };
    std::vector<Table> tables;
};

/// Of these tables, or of all that are content of the warehouse: a shadow table is one only when it is named. Reads
/// every row. Error(usage) for a table that the model does not have.
[[nodiscard]] ChecksumAnswer checksum_answer(session::Session& session, const std::vector<std::string>& names);
[[nodiscard]] Page to_page(const ChecksumAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const ChecksumAnswer& answer);

}  // namespace tilsig::answers
