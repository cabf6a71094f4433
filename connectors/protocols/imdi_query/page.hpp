// One page of an answer: its rows as the server wrote them, and whether another page follows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace tilsig::imdi_query {

constexpr std::size_t rows_of_a_page = 500;     ///< the service's own limit
constexpr std::size_t largest_page = 4U << 20;  ///< bytes; a real one has about 80 KiB

struct Page {
    std::string_view
        bytes;  ///< the rows with the commas between them, without the array's brackets; part of the text read
    nlohmann::json rows;       ///< the same, read
    std::string continuation;  ///< empty on the last page
};

/// Reads `{"data":[...]}` or `{"continuation":"token","data":[...]}`; `text` must outlive the page. Throws
/// Failure(bad_source) for everything else, for a page larger than the service gives, and for an empty page that
/// promises another one. `number` (from 1) is for the messages.
[[nodiscard]] Page read_page(std::string_view text, std::size_t number);

}  // namespace tilsig::imdi_query
