// Ways to say what is not so, or more than may be said; and the few honest ones to compare with.
#pragma once

#include "bad/helpers.hpp"

namespace bad {

inline const Acts& lying() {
    static const Acts all{
        {"deliver", deliver},
        {"nothing", [](const Call&) { return TILSIG_NOTHING_NEW; }},
        {"garbage",
         [](const Call& c) {
             begin(c);
             raw("this is no frame at all");
             end(c);
             return TILSIG_OK;
         }},
        {"huge_frame",
         [](const Call& c) {
             begin(c);
             raw(std::string("\xA7\x5C\x02\x01\xFF\xFF\xFF\x7F", 8));
             return TILSIG_OK;
         }},
        {"partial_frame",
         [](const Call& c) -> tilsig_status {
             begin(c);
             raw(
                 std::string("\xA7\x5C\x02\x01\x10\x00\x00\x00"
                             "abc",
                             11));
             ::_exit(0);
         }},
        {"forged_result",
         [](const Call&) -> tilsig_status {
             raw(
                 std::string("\xA7\x5C\x0A\x00\x0F\x00\x00\x00"
                             "\x01\x00\x00\x00"
                             "0"
                             "\x02\x00\x00\x00"
                             "-1"
                             "\x00\x00\x00\x00",
                             23));
             ::_exit(0);
         }},
        {"flood",
         [](const Call& c) {
             const std::string line(65536, 'x');
             for (int i = 0; i < 200; ++i) {
                 if (::write(1, line.data(), line.size()) < 0 || ::write(2, line.data(), line.size()) < 0)
                     return TILSIG_DEFECT;
             }
             return deliver(c);
         }},
        {"no_end",
         [](const Call& c) {
             begin(c);
             write(c, "x");
             return TILSIG_OK;
         }},
        {"end_twice",
         [](const Call& c) {
             begin(c);
             end(c);
             end(c);
             return TILSIG_OK;
         }},
        {"begin_twice",
         [](const Call& c) {
             begin(c);
             begin(c);
             end(c);
             return TILSIG_OK;
         }},
        {"write_outside",
         [](const Call& c) {
             write(c, "x");
             return TILSIG_OK;
         }},
        {"claim", [](const Call&) { return TILSIG_OK; }},
        {"nothing_after_delivery",
         [](const Call& c) {
             deliver(c);
             return TILSIG_NOTHING_NEW;
         }},
        {"unknown_status",
         [](const Call& c) {
             deliver(c);
             return static_cast<tilsig_status>(99);
         }},
        {"no_proof",
         [](const Call& c) {
             begin(c);
             end_with(c, {nullptr, 0}, {nullptr, 0});
             return TILSIG_OK;
         }},
        {"null_proof",
         [](const Call& c) {
             begin(c);
             c.host->delivery_end(c.host->self, nullptr);
             return TILSIG_OK;
         }},
        {"unprintable_gap",
         [](const Call& c) {
             begin(c);
             end_with(c, text("closed"), text("\x1B[2J"));
             return TILSIG_OK;
         }},
        {"huge_gap",
         [](const Call& c) {
             static const std::string lacks(100'000, '9');
             begin(c);
             end_with(c, text("closed"), {lacks.data(), lacks.size()});
             return TILSIG_OK;
         }},
        {"null_texts",
         [](const Call& c) {
             c.host->log(c.host->self, 5, {nullptr, 12}, {nullptr, 0});
             c.report(c.sink, {nullptr, 1000});
             c.host->delivery_begin(c.host->self, {nullptr, 9}, {nullptr, 9}, {nullptr, 9});
             c.host->delivery_write(c.host->self, nullptr, 0);
             end(c);
             return TILSIG_OK;
         }},
        {"known",
         [](const Call& c) {
             begin(c);
             if (!known(c)) write(c, "asked");
             end(c);
             return TILSIG_OK;
         }},
        {"known_and_written",
         [](const Call& c) {
             begin(c);
             known(c);
             write(c, "x");
             end(c);
             return TILSIG_OK;
         }},
        {"known_too_late",
         [](const Call& c) {
             begin(c);
             write(c, "x");
             known(c);
             end(c);
             return TILSIG_OK;
         }},
        {"known_without_begin",
         [](const Call& c) {
             known(c);
             return deliver(c);
         }},
        {"known_by_no_hash",
         [](const Call& c) {
             begin(c);
             known(c, "../landing.key");
             end(c);
             return TILSIG_OK;
         }},
        {"null_bytes",
         [](const Call& c) {
             begin(c);
             c.host->delivery_write(c.host->self, nullptr, 5);
             end(c);
             return TILSIG_OK;
         }},
        {"huge_size",
         [](const Call& c) {
             begin(c);
             c.host->delivery_write(c.host->self, "x", SIZE_MAX / 2);
             end(c);
             return TILSIG_OK;
         }},
        {"huge_name",
         [](const Call& c) {
             const std::string name(100000, 'n');
             c.host->delivery_begin(c.host->self, {name.data(), name.size()}, text(""), text(""));
             return TILSIG_OK;
         }},
        {"huge_message",
         [](const Call& c) {
             const std::string much(1 << 20, 'm');
             for (int i = 0; i < 10; ++i) c.report(c.sink, {much.data(), much.size()});
             for (int i = 0; i < 1000; ++i)
                 c.host->log(c.host->self, 1, {much.data(), much.size()}, {much.data(), much.size()});
             return TILSIG_REFUSED;
         }},
        {"not_utf8",
         [](const Call& c) {
             c.host->log(c.host->self, 2, text("line\nbreak"), text("\xFF\xFE\x1b[31m"));
             c.report(c.sink, text("bad \xC3\x28 and \x1b[2J and\nbreak 01010112345"));
             return TILSIG_BAD_SOURCE;
         }},
        {"bad_cursor",
         [](const Call& c) {
             deliver(c);
             c.host->cursor(c.host->self, text("\xFF\xFE"));
             return TILSIG_OK;
         }},
        {"odd_name",
         [](const Call& c) {
             c.host->delivery_begin(c.host->self, text("../../etc/\n\xFFpasswd"), text("text/csv"), text("latin1"));
             end(c);
             return TILSIG_OK;
         }},
        {"restart",
         [](const Call& c) {
             begin(c);
             write(c, "first try");
             c.host->delivery_restart(c.host->self);
             return deliver(c);
         }},
        {"large",
         [](const Call& c) {
             const std::string piece(1 << 20, 'd');
             begin(c);
             for (int i = 0; i < 200; ++i) {
                 if (c.host->delivery_write(c.host->self, piece.data(), piece.size()) != 0) return TILSIG_DEFECT;
             }
             end(c);
             return TILSIG_OK;
         }},
        {"later",
         [](const Call& c) {
             c.report(c.sink, text("the server is tired"));
             return TILSIG_RETRY_LATER;
         }},
        {"surroundings",
         [](const Call& c) {
             begin(c);
             const std::string seen = surroundings();
             c.host->delivery_write(c.host->self, seen.data(), seen.size());
             end(c);
             return TILSIG_OK;
         }},
        {"tell_secret",
         [](const Call& c) {
             const tilsig_text secret = c.host->secret(c.host->self, text("token"));
             const std::string value(secret.data, secret.size);
             c.host->log(c.host->self, 2, text("secret"), {value.data(), value.size()});
             const std::string message = "login with " + value + " failed";
             c.report(c.sink, {message.data(), message.size()});
             if (::write(1, value.data(), value.size()) < 0) return TILSIG_DEFECT;
             return TILSIG_REFUSED;
         }},
        {"no_http",
         [](const Call& c) {
             tilsig_http_request request{};
             request.size = sizeof request;
             const tilsig_http_answer* answer = nullptr;
             const tilsig_body body{nullptr, [](void*, const char*, std::size_t) -> int32_t { return 0; }, nullptr};
             return c.host->http(c.host->self, &request, &body, &answer);
         }},
    };
    return all;
}

}  // namespace bad
