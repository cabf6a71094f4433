#include "base/error.hpp"

#include <cerrno>
#include <cstring>

namespace tilsig {

std::string Place::text() const {
    std::string out = file;
    if (line != 0) {
        out += (out.empty() ? "line " : ":") + std::to_string(line);
        if (column != 0) out += ":" + std::to_string(column);
    }
    return out;
}

Error::Error(ErrorKind kind, std::string message)
    : std::runtime_error(""), m_kind(kind), m_message(std::move(message)) {
    rebuild();
}

Error& Error::at(Place place) {
    m_place = std::move(place);
    rebuild();
    return *this;
}

Error& Error::remedy(std::string text) {
    m_remedy = std::move(text);
    rebuild();
    return *this;
}

Error& Error::retry(Retry retry, std::chrono::seconds after) {
    m_retry = retry;
    m_retry_after = after;
    return *this;
}

Error& Error::code(std::string code) {
    m_code = std::move(code);
    rebuild();
    return *this;
}

Error& Error::while_doing(const std::string& activity) {
    m_message = activity + ": " + m_message;
    rebuild();
    return *this;
}

void Error::rebuild() {
    m_what = m_place.text();
    if (!m_what.empty()) m_what += ": ";
    m_what += m_message;
    if (!m_code.empty()) m_what += " [" + m_code + "]";
    if (!m_remedy.empty()) m_what += "; " + m_remedy;
}

Error system_error(const std::string& call, const std::string& path, int error_number) {
    Error error(ErrorKind::storage, call + " " + path + ": " + std::strerror(error_number));
    error.code("errno-" + std::to_string(error_number));
    if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG) {
        error.remedy("free disk space or raise the limit; the next run continues by itself").retry(Retry::later);
    } else if (error_number == EACCES || error_number == EPERM) {
        error.remedy("give the account that runs tilsig access to this path");
    }
    return error;
}

const char* to_string(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::usage: return "usage";
        case ErrorKind::configuration: return "configuration";
        case ErrorKind::data: return "data";
        case ErrorKind::transport: return "transport";
        case ErrorKind::database: return "database";
        case ErrorKind::storage: return "storage";
        case ErrorKind::plugin: return "plugin";
        case ErrorKind::state: return "state";
        case ErrorKind::internal: return "internal";
    }
    return "internal";
}

}  // namespace tilsig
