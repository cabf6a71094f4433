// How a contract record becomes warehouse rows. Read from mappings/<source>/<feed>.mapping.yaml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace tilsig::catalog {

/// How one target column gets its value: from a field (then through transforms in order), a constant, or an expression.
struct ColumnRule {
    std::string column;  ///< target column
    std::string from;    ///< contract field, or `<field>_missing`, `$period`, `$sender`, `$received_at`
    std::optional<std::string> constant;
    std::string expression;  ///< computes the value; `from` is then the first field it looks at
    struct Step {
        std::string name;  ///< strip_prefix, pad_left, upper, translate, year_start ... (map/transform.hpp)
        std::vector<std::string> arguments;
        Place place;
    };
    std::vector<Step> steps;
    Place place;
};

/// Which records this mapping takes; the others are filtered under `reason`, so that the record account still closes.
struct RecordFilter {
    std::string expression;
    bool keep = true;    ///< true: only records for which it is true; false: all but these
    std::string reason;  ///< filtered(reason)
    Place place;
};

/// Of a feed whose periods succeed each other: which rows a period's snapshot speaks of. Rows that had ended when the
/// window began are not expected in it, and stay as they are.
struct Window {
    std::string until;   ///< column of the target: the day after a row's last day, null while it goes on
    int years_back = 0;  ///< it begins on 1 January, so many years before the period's year
    Place place;
};

struct Mapping {
    std::string feed;
    int version = 1;
    std::string target;  ///< table of the warehouse model
    std::vector<ColumnRule> columns;
    std::vector<RecordFilter> filters;
    std::map<std::string, std::string>
        ignored;  ///< contract field -> reason; every field is mapped, checked as key or ignored
    struct Example {
        std::map<std::string, std::optional<std::string>>
            given;  ///< field -> raw text as the source writes it (null = absent)
        std::map<std::string, std::optional<std::string>>
            expect;  ///< column -> canonical text; or {"$rejected": CODE}, {"$filtered": reason}
        Place place;
    };
    std::optional<Window> window;
    std::vector<Example> tests;  ///< at least one
    std::string path;
    std::string content_hash;  ///< SHA-256 of the contract and mapping files: part of the identity of a run
    Place place;
    std::string partition;   ///< of a delta: column of the target. A delivery is the whole truth about those of its
                             ///< values that it names, and says nothing of the others; empty: it adds and changes only
    std::string taken_back;  ///< boolean column of the target: the source took the record back, so that a whole
                             ///< delivery need not name it; empty: none says so
};

}  // namespace tilsig::catalog
