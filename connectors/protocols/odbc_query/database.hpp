// The source database through ODBC: one connection, one snapshot that cannot write, one answer read row by row.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"

namespace tilsig::odbc_query {

/// An answer; rows come one at a time.
class Answer {
public:
    virtual ~Answer() = default;
    /// Names of the columns as the question gives them.
    [[nodiscard]] virtual const std::vector<std::string>& columns() const = 0;
    /// False at the end.
    [[nodiscard]] virtual bool next() = 0;
    /// The text of a cell, counted from 0; nothing for NULL. Decimals and dates as the database writes them, never
    /// through a number of ours. Each cell is read once, from left to right; valid until the next one.
    [[nodiscard]] virtual std::optional<std::string_view> cell(std::size_t column) = 0;
};

/// Every error is a Failure that names what was done and the SQLSTATE, never the driver's text, which quotes values.
class Database {
public:
    /// Connects and opens the snapshot. The password may be empty.
    Database(const Settings& settings, std::string_view password);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Binary columns are refused: there is no text that stands for them.
    [[nodiscard]] std::unique_ptr<Answer> ask(const std::string& sql);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::odbc_query
