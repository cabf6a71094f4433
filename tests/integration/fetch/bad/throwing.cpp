// Written with the C++ wrapper: throws what option `act` says, and every throw must become a status at the border.
#include <stdexcept>

#include "spi/connector.hpp"

namespace {

using tilsig::spi::Status;

class Throwing final : public tilsig::spi::Connector {
public:
    static constexpr const char* name = "throwing";
    static constexpr std::array options{"act"};
    static void check(tilsig::spi::OptionCheck& check) { check.required("act", "failure"); }
    explicit Throwing(const tilsig::spi::Unit& unit) : Connector(unit) {
        if (act() == "constructor") throw tilsig::spi::Failure(Status::retry_later, "not today");
    }

    Status fetch(tilsig::spi::Host& host) override {
        if (act() == "failure") throw tilsig::spi::Failure(Status::bad_source, "line 7: truncated");
        if (act() == "unexpected") throw std::logic_error("vector out of range");
        if (act() == "number") throw 7;
        if (act() == "memory") throw std::bad_alloc();
        host.begin("list.csv", "text/csv", "utf-8");
        host.write("x");
        if (act() == "two_ends") host.end({"closed"});
        host.end({"closed"});
        if (act() == "two_ends") host.log(tilsig::spi::LogLevel::warn, "unreachable");
        return Status::ok;
    }

private:
    [[nodiscard]] std::string_view act() const { return unit().options().text_or("act", ""); }
};

}  // namespace

TILSIG_CONNECTOR(Throwing, 0);
