// The well-behaved one of this folder: asks a server, whatever that is like, and delivers what it says.
#include "spi/connector.hpp"

namespace {

using tilsig::spi::Status;

class Download final : public tilsig::spi::Connector {
public:
    static constexpr const char* name = "download";
    static constexpr std::array options{"url"};
    static void check(tilsig::spi::OptionCheck& check) { check.https_url("url"); }
    using Connector::Connector;

    Status fetch(tilsig::spi::Host& host) override {
        tilsig::spi::HttpRequest request;
        request.url = unit().options().text_or("url", "");
        request.accept_type = "application/json";
        if (const auto token = host.secret("token"))
            request.headers.emplace_back("Authorization", "Bearer " + std::string(*token));
        const auto answer = host.http_delivery(request, "codes.json", "application/json", "utf-8").required();
        if (answer.verdict == Status::nothing_new) return Status::nothing_new;
        if (answer.unproven_end) throw tilsig::spi::Failure(Status::bad_source, "no length");
        host.end({"content-length"});
        host.cursor(std::string(answer.header("etag").value_or("none")));
        return Status::ok;
    }
};

}  // namespace

TILSIG_CONNECTOR(Download, TILSIG_CAN_HTTP);
