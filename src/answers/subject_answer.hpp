// All that is held about one person.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "answers/page.hpp"

namespace tilsig::answers {

/// A delivery that could not be looked into, and why.
struct UnsearchedDelivery {
    std::string unit, delivery, why;
};

struct SubjectAnswer {
    struct Number {
        std::string kind;    ///< fnr, dnr, duf, candidate
        std::string digits;  ///< only for those who ask for them; else empty
        std::string known_from;
    };
    /// One version of one row.
    struct Row {
        std::string table;
        bool current = true;
        std::vector<std::pair<std::string, std::string>> values;  ///< by column, as declared
        std::string source, unit, received_at, loaded_at;
        std::int64_t delivery = 0, record = 0, load_seq = 0;
        std::int64_t replaced_seq = 0;  ///< the load that replaced or closed it; 0: current
    };
    struct Landed {
        std::string unit, hash, received_at;
        std::vector<std::int64_t> deliveries;  ///< their numbers in the ledger
        std::vector<std::string> states;       ///< of each
        std::vector<std::uint64_t> lines;      ///< of the records about the person
        std::uint64_t mentions = 0;            ///< of a number elsewhere in it
        bool unreadable = false;               ///< refused as a whole: nobody knows its records
    };
    struct Finding {
        std::string code, field, severity, owner, unit, received_at;
        std::int64_t delivery = 0, line = 0;
    };

    bool erased = false;                ///< known once, and erased
    std::int64_t person = 0;            ///< 0: the link store knows nobody with this number
    std::vector<std::int64_t> aliases;  ///< further ids that were told to be the same person
    std::vector<Number> numbers;
    std::vector<Row> rows;
    std::vector<Landed> landed;
    std::vector<Finding> findings;
    std::uint64_t searched = 0;  ///< landed deliveries of feeds about persons
    std::vector<UnsearchedDelivery> unsearched;

    [[nodiscard]] bool nothing_held() const noexcept {
        return person == 0 && rows.empty() && landed.empty() && findings.empty();
    }
};

[[nodiscard]] Page to_page(const SubjectAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const SubjectAnswer& answer);
void tell_unsearched(const std::vector<UnsearchedDelivery>& unsearched, Page& page);
[[nodiscard]] nlohmann::json to_json(const std::vector<UnsearchedDelivery>& unsearched);

}  // namespace tilsig::answers
