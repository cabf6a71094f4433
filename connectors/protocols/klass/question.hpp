// What is asked, made from the options alone: address, body, and what the answer must hold to be whole.
#pragma once

#include <string>

#include "spi/connector.hpp"

namespace tilsig::klass {

struct Question {
    std::string method = "GET";
    std::string url;
    std::string body;          ///< of a POST
    std::string outside_name;  ///< what the delivery is called
    std::string root;          ///< the member of the answer's root that holds the records
};

/// Reports every mistake of the options.
void check_options(spi::OptionCheck& check);

/// The question for one unit; `{period}` and `{sender}` in from, to, date and query are filled in. Throws
/// Failure(bad_options) for what only shows when they are.
[[nodiscard]] Question make_question(const spi::Unit& unit);

/// A short name of a question (FNV-1a, hexadecimal): a cursor belongs to one question and must not answer another.
[[nodiscard]] std::string fingerprint(const Question& question);

}  // namespace tilsig::klass
