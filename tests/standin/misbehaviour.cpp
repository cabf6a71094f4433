#include "standin/misbehaviour.hpp"

#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <thread>

#include "base/error.hpp"
#include "standin/lacking.hpp"

namespace tilsig::standin {

namespace {

std::string length_line(std::size_t length) { return "Content-Length: " + std::to_string(length) + "\r\n"; }

/// The larger first part of the body, never the whole: most cuts in life come late.
std::string_view first_part(const std::string& body) { return std::string_view(body).substr(0, body.size() * 2 / 3); }

void send_whole(Connection& c, const Response& r) {
    c.write(head_of(r) + (r.status == 204 || r.status == 304 ? "" : length_line(r.body.size())) + "\r\n" + r.body);
    c.close_orderly();
}

void send_with_length(Connection& c, const Response& r, std::size_t stated, std::string_view body) {
    c.write(head_of(r) + length_line(stated) + "\r\n" + std::string(body));
    c.close_orderly();
}

void send_chunked(Connection& c, const Response& r, bool whole) {
    std::string out = head_of(r) + "Transfer-Encoding: chunked\r\n\r\n";
    const std::string_view body = whole ? std::string_view(r.body) : first_part(r.body);
    constexpr std::size_t piece = 1000;
    char size[32];
    for (std::size_t at = 0; at < body.size(); at += piece) {
        const std::string_view part = body.substr(at, piece);
        std::snprintf(size, sizeof size, "%zx\r\n", part.size());
        out += size + std::string(part) + "\r\n";
    }
    // The cut one stops inside a chunk that promised more.
    out += whole ? "0\r\n\r\n" : "3e8\r\nand here it";
    c.write(out);
    c.close_orderly();
}

std::string gzip(std::string_view bytes) {
    z_stream z{};
    constexpr int gzip_form = 15 + 16;
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_form, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw Error(ErrorKind::internal, "zlib");
    }
    std::string out(deflateBound(&z, bytes.size()) + 64, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z.avail_in = static_cast<uInt>(bytes.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

/// 1 GiB of blanks in 1 MiB: a thousand gzip members after each other, which costs the server nothing to make.
std::string bomb() {
    const std::string member = gzip(std::string(1U << 20, ' '));
    std::string out;
    for (int i = 0; i < 1024; ++i) out += member;
    return out;
}

void send_gzip(Connection& c, Response r, std::string packed) {
    r.headers.emplace_back("Content-Encoding", "gzip");
    r.body = std::move(packed);
    send_whole(c, r);
}

void redirect(Connection& c, const std::string& location, int status = 302) {
    send_whole(c, {status, "text/plain", "moved\n", {{"Location", location}}});
}

void send_status(Connection& c, int status, const Lie& lie) {
    Response r = json_response(status, R"({"error":"as ordered"})");
    if (!lie.retry_after.empty()) r.headers.emplace_back("Retry-After", lie.retry_after);
    send_whole(c, r);
}

void send_many_headers(Connection& c, Response r) {
    for (int i = 0; i < 6000; ++i) r.headers.emplace_back("X-Filler-" + std::to_string(i), std::string(90, 'x'));
    send_whole(c, r);
}

void drip(Connection& c, const Response& r) {
    if (!c.write(head_of(r) + length_line(r.body.size()) + "\r\n")) return;
    for (const char byte : r.body) {
        // The pace is the misbehaviour itself, not a way to wait for something.
        if (!c.write(std::string_view(&byte, 1)) || c.wait_for_close(1)) return;
    }
    c.close_orderly();
}

using Send = std::function<void(Connection&, const Lie&, const Response&)>;

const std::map<std::string, Send>& sends() {
    static const std::map<std::string, Send> all{
        {"truncated", [](auto& c, auto&, auto& r) { send_with_length(c, r, r.body.size(), first_part(r.body)); }},
        {"length-long", [](auto& c, auto&, auto& r) { send_with_length(c, r, r.body.size() + 7, r.body); }},
        {"length-short", [](auto& c, auto&, auto& r) { send_with_length(c, r, first_part(r.body).size(), r.body); }},
        {"length-double",
         [](auto& c, auto&, auto& r) {
             c.write(head_of(r) + length_line(first_part(r.body).size()) + length_line(r.body.size()) + "\r\n" +
                     r.body);
             c.close_orderly();
         }},
        {"early-close",
         [](auto& c, auto&, auto& r) {
             c.write(head_of(r) + "\r\n" + std::string(first_part(r.body)));
             c.close_orderly();
         }},
        {"early-cut",
         [](auto& c, auto&, auto& r) {
             c.write(head_of(r) + "\r\n" + std::string(first_part(r.body)));
             c.cut();
         }},
        {"no-length",
         [](auto& c, auto&, auto& r) {
             c.write(head_of(r) + "\r\n" + r.body);
             c.close_orderly();
         }},
        {"keep-open",
         [](auto& c, auto&, auto& r) {
             c.write(head_of(r) + length_line(r.body.size()) + "\r\n" + r.body);
             c.wait_for_close(60);
         }},
        {"reset",
         [](auto& c, auto&, auto& r) {
             c.write(head_of(r) + length_line(r.body.size()) + "\r\n" + std::string(first_part(r.body)));
             c.reset();
         }},
        {"chunked", [](auto& c, auto&, auto& r) { send_chunked(c, r, true); }},
        {"cut-chunk", [](auto& c, auto&, auto& r) { send_chunked(c, r, false); }},
        {"drip", [](auto& c, auto&, auto& r) { drip(c, r); }},
        {"silent", [](auto& c, auto&, auto&) { c.wait_for_close(120); }},
        {"html",
         [](auto& c, auto&, auto&) {
             send_whole(c, {200, "text/html;charset=UTF-8", "<html><body><h1>Logg inn</h1></body></html>\n"});
         }},
        {"204",
         [](auto& c, auto&, auto&) {
             send_whole(c, {204, "", ""});
         }},
        {"empty",
         [](auto& c, auto&, auto& r) {
             send_whole(c, {200, r.content_type, ""});
         }},
        {"partial",
         [](auto& c, auto&, auto& r) {
             send_whole(c, {206, r.content_type, r.body});
         }},
        {"redirect-ok", [](auto& c, auto& lie, auto&) { redirect(c, lie.honest_path, 307); }},
        {"redirect-http",
         [](auto& c, auto& lie, auto&) { redirect(c, "http" + lie.self.substr(5) + lie.honest_path); }},
        {"redirect-file", [](auto& c, auto&, auto&) { redirect(c, "file:///etc/hostname"); }},
        {"redirect-host", [](auto& c, auto&, auto&) { redirect(c, "https://elsewhere.invalid/"); }},
        {"redirect-loop", [](auto& c, auto& lie, auto&) { redirect(c, lie.path); }},
        {"redirect-nowhere",
         [](auto& c, auto&, auto&) {
             send_whole(c, {302, "text/plain", "moved\n"});
         }},
        {"gzip", [](auto& c, auto&, auto& r) { send_gzip(c, r, gzip(r.body)); }},
        {"gzip-bomb", [](auto& c, auto&, auto& r) { send_gzip(c, r, bomb()); }},
        {"gzip-cut",
         [](auto& c, auto&, auto& r) {
             const std::string packed = gzip(r.body);
             send_gzip(c, r, packed.substr(0, packed.size() - packed.size() / 3));
         }},
        {"gzip-bad", [](auto& c, auto&, auto& r) { send_gzip(c, r, "this is not gzip at all"); }},
        {"headers", [](auto& c, auto&, auto& r) { send_many_headers(c, r); }},
        {"header-line",
         [](auto& c, auto&, Response r) {
             r.headers.emplace_back("X-Filler", std::string(600000, 'x'));
             send_whole(c, r);
         }},
        {"too-many-values",
         [](auto& c, auto&, auto&) { send_whole(c, json_response(403, R"({"error":"Too many values selected"})")); }},
        {"flipped",
         [](auto& c, auto&, Response r) {
             // Whole by every length, and yet another body.
             if (!r.body.empty()) r.body.back() = r.body.back() == '\n' ? ' ' : '\n';
             send_whole(c, r);
         }},
        {"lacks-newest",
         [](auto& c, auto&, auto& r) {
             send_whole(c, {r.status, r.content_type, without_one_category(r.body, true)});
         }},
        {"lacks-first",
         [](auto& c, auto&, auto& r) {
             send_whole(c, {r.status, r.content_type, without_one_category(r.body, false)});
         }},
        {"lacks-ten",
         [](auto& c, auto&, auto& r) {
             std::string body = r.body;
             for (int left_out = 0; left_out < 10; ++left_out) body = without_one_category(body, false);
             send_whole(c, {r.status, r.content_type, body});
         }},
        {"wrong-json",
         [](auto& c, auto&, auto& r) {
             send_whole(c, {200, r.content_type, std::string(first_part(r.body))});
         }},
    };
    return all;
}

bool is_status(const std::string& kind) {
    return kind.size() == 3 && kind[0] >= '4' && kind[0] <= '5' &&
           kind.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

const std::vector<std::string>& kinds() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names{"400", "401", "403", "404", "429", "500", "502", "503", "504"};
        for (const auto& [name, ignored] : sends()) names.push_back(name);
        return names;
    }();
    return all;
}

bool is_kind(const std::string& kind) { return is_status(kind) || sends().count(kind) != 0; }

void send(Connection& connection, const Lie& lie, const Response& honest) {
    if (lie.kind.empty()) {
        send_whole(connection, honest);
    } else if (is_status(lie.kind)) {
        send_status(connection, std::stoi(lie.kind), lie);
    } else {
        sends().at(lie.kind)(connection, lie, honest);
    }
}

}  // namespace tilsig::standin
