// One write transaction around some work, and the one place that says what a lost answer to COMMIT means.
#pragma once

#include <type_traits>
#include <utility>

#include "odbc/odbc.hpp"

namespace tilsig::odbc {

/// COMMIT. Error(database) with this retry class when its answer was lost: nobody knows whether the rows are there. A
/// run is then looked for by its marker on a new connection; whatever else is written this way may be written again.
void commit(Transaction& transaction, Retry lost = Retry::later);

/// Runs `work` in a write transaction of its own, commits, and hands out what it returned. The first error leaves
/// nothing behind and is thrown on.
template <typename Work>
auto write(Connection& connection, Work&& work, Retry lost = Retry::later) {
    Transaction transaction(connection, Transaction::Mode::write);
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
        std::forward<Work>(work)();
        commit(transaction, lost);
    } else {
        auto result = std::forward<Work>(work)();
        commit(transaction, lost);
        return result;
    }
}

}  // namespace tilsig::odbc
