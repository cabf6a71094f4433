#include "odbc/connect_refusal.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "odbc/dialect.hpp"

namespace tilsig::odbc {

namespace {

struct Refusal {
    const char* code;
    const char* meaning;
    const char* remedy;
};

constexpr Refusal user{"28P01", "the server refuses the user or the password",
                       "check `Uid` in the connection string and the file that `warehouse.password` of `tilsig.yaml` "
                       "names; then whether the server lets this user in from this machine"};
constexpr Refusal database{"3D000", "the server has no such database",
                           "check `Database` in the connection string, or make the database"};
constexpr Refusal unreachable{"08001", "the server cannot be reached",
                              "check that it runs and listens, then `Server` and `Port` in the connection string"};

bool says(std::string_view text, std::initializer_list<std::string_view> phrases) {
    return std::any_of(phrases.begin(), phrases.end(),
                       [text](auto phrase) { return text.find(phrase) != std::string_view::npos; });
}

const Refusal* by_text(std::string_view text) {
    if (says(text, {"password authentication failed", "no password supplied", "pg_hba.conf", "authentication failed",
                    "is not permitted to log in"}))
        return &user;
    const bool is_unknown = says(text, {"does not exist"});
    if (is_unknown && says(text, {"database \""})) return &database;
    if (is_unknown && says(text, {"role \""})) return &user;
    if (says(text, {"Connection refused", "could not connect", "could not translate host name", "timeout expired",
                    "No route to host", "Network is unreachable", "the database system is"}))
        return &unreachable;
    return nullptr;
}

const Refusal* by_number(int native) {
    switch (native) {
        case 1044:
        case 1045:
        case 1130:
        case 1698: return &user;
        case 1049: return &database;
        case 2002:
        case 2003:
        case 2005: return &unreachable;
        default: return nullptr;
    }
}

}  // namespace

DatabaseError connect_refusal(const std::string& activity, const DatabaseError& error, Engine engine) {
    const Refusal* refusal = engine == Engine::mariadb      ? by_number(error.native())
                             : engine == Engine::postgresql ? by_text(error.driver_text())
                                                            : nullptr;
    if (refusal == nullptr) {
        DatabaseError unknown = error;
        if (unknown.remedy_text().empty())
            unknown.remedy(
                "check that the server runs, and `Server`, `Port`, `Database`, `Uid` and password in the connection "
                "string");
        return unknown;
    }
    DatabaseError known = error;
    known.Error::operator=(Error(ErrorKind::database, activity + ": " + refusal->meaning));
    known.code(refusal->code).remedy(refusal->remedy);
    return known;
}

}  // namespace tilsig::odbc
