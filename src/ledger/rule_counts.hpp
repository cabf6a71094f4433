// What each rule came to in a run: the account from which any score of an owner can be made again.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/rule_count.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

/// One rule in one slice of one run.
struct RuleCountRow {
    std::string slice;  ///< as the delivery writes it; empty for what is about the delivery
    std::string owner;  ///< who answers for the slice: an id of the sender register
    std::string code;
    int version = 1;
    bool shadow = false;
    model::RuleCount count;
};

/// Every method is one round of statements inside the caller's transaction, or none.
class RuleCounts {
public:
    explicit RuleCounts(odbc::Connection& connection);
    ~RuleCounts();
    RuleCounts(const RuleCounts&) = delete;
    RuleCounts& operator=(const RuleCounts&) = delete;

    /// Once per run, in the transaction that ends it.
    void add(std::int64_t run_id, const std::vector<RuleCountRow>& rows);
    /// By code and slice.
    [[nodiscard]] std::vector<RuleCountRow> of_run(std::int64_t run_id);

private:
    odbc::Connection& m_connection;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger
