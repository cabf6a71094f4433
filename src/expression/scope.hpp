// What the names in an expression mean: fields, code lists, and what is known of the run.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression/value_type.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::expression {

/// A code list as expressions ask it. The room above implements it; it must outlive the programs that use it.
class CodeBook {
public:
    virtual ~CodeBook() = default;
    /// What the code valid at `day` maps to (empty for lists that do not translate); nothing when no such code was
    /// valid.
    [[nodiscard]] virtual std::optional<std::string_view> target(std::string_view code, std::int64_t day) const = 0;
    /// True when every code maps to something.
    [[nodiscard]] virtual bool translates() const = 0;
};

/// The names an expression may use besides `$period`, `$sender` and `$received_at`.
struct Scope {
    struct Field {
        std::string name;
        ValueType type;
        std::size_t column = 0;  ///< index into the columns that the program will run over
    };
    std::vector<Field> fields;
    std::map<std::string, const CodeBook*, std::less<>> lists;
    std::map<std::string, std::string, std::less<>> withheld;  ///< fields that are not seen here -> what to use instead
};

/// What the names with a dollar stand for in one run, and which numbers of persons the installation takes.
struct Circumstances {
    std::optional<std::int64_t> period_day;   ///< `$period`: its first day; null for `all`
    std::string sender;                       ///< `$sender`; null when empty
    std::optional<std::int64_t> received_at;  ///< `$received_at`: microseconds since 1970
    identifiers::Persons persons = identifiers::Persons::real;
};

}  // namespace tilsig::expression
