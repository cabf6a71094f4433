// What is asked, made from the options alone: addresses and the body that every page is asked with.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "spi/connector.hpp"

namespace tilsig::imdi_query {

struct Question {
    std::string table;
    std::vector<std::string> include;                         ///< columns, as the query names them
    std::map<std::string, std::set<std::string>> conditions;  ///< column -> the only values asked for
    bool all_combinations = true;  ///< the table has a row for every combination of its values
    std::string groups_url;        ///< GET: which values the table's columns have
    std::string data_url;          ///< POST
    std::string outside_name;      ///< what the delivery is called

    /// The body of the next page; without a token that of the first. The same bytes each time.
    [[nodiscard]] std::string body(std::string_view continuation = {}) const;
};

/// Reports every mistake of the options.
void check_options(spi::OptionCheck& check);

/// The question for one unit; `{period}` and `{sender}` in `query` are filled in.
[[nodiscard]] Question make_question(const spi::Unit& unit);

}  // namespace tilsig::imdi_query
