#include "base/log.hpp"

#include <fcntl.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.hpp"
#include "base/own_file.hpp"
#include "base/text.hpp"

namespace tilsig {

struct Logger::Sink {
    std::shared_ptr<spdlog::logger> logger;
};

namespace {

std::string field_text(std::string_view name, const LogValue& value) {
    std::string out = ",\"" + json_escape(name) + "\":";
    if (value.quoted()) {
        out += '"' + json_escape(value.text()) + '"';
    } else {
        out += value.text();
    }
    return out;
}

const char* level_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warn: return "warn";
        case LogLevel::error: return "error";
    }
    return "error";
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warn: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

}  // namespace

LogValue ours(std::string_view text) { return {LogValue::Ours{}, without_long_numbers(text)}; }

Logger::Logger(std::shared_ptr<Sink> sink) : m_sink(std::move(sink)) {}
Logger::~Logger() = default;
Logger::Logger(const Logger&) = default;
Logger& Logger::operator=(const Logger&) = default;

Logger Logger::open(const std::string& path, LogLevel threshold) {
    spdlog::sink_ptr target;
    try {
        if (path.empty()) {
            target = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        } else {
            // The sink would follow a link, wait for a pipe and let everybody write under a loose umask.
            (void)open_own_file(path, O_WRONLY | O_CREAT | O_APPEND, 0640, 0022);
            target = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
        }
    } catch (const spdlog::spdlog_ex&) {
        throw Error(ErrorKind::storage, "the log file " + path + " cannot be opened")
            .remedy("check the folder and its rights");
    }
    auto logger = std::make_shared<spdlog::logger>("tilsig", target);
    logger->set_pattern("%v");
    logger->set_level(spdlog_level(threshold));
    logger->flush_on(spdlog::level::info);
    return Logger(std::make_shared<Sink>(Sink{logger}));
}

Logger Logger::silent() {
    auto logger = std::make_shared<spdlog::logger>("silent", std::make_shared<spdlog::sinks::null_sink_mt>());
    logger->set_level(spdlog::level::off);
    return Logger(std::make_shared<Sink>(Sink{logger}));
}

Logger Logger::with(std::string_view name, const LogValue& value) const {
    Logger copy = *this;
    copy.m_context += field_text(name, value);
    return copy;
}

void Logger::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const {
    if (!m_sink->logger->should_log(spdlog_level(level))) return;
    // The log is the one place that reads the wall clock directly: its lines belong to the operating system's time.
    std::string line = "{\"time\":\"" + to_text(SystemClock().now()) + "\",\"level\":\"" + level_name(level) +
                       "\",\"event\":\"" + json_escape(without_long_numbers(event)) + "\"" + m_context;
    for (const auto& field : fields) line += field_text(field.name, field.value);
    line += '}';
    m_sink->logger->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

void Logger::debug(std::string_view event, std::initializer_list<LogField> fields) const {
    write(LogLevel::debug, event, fields);
}
void Logger::info(std::string_view event, std::initializer_list<LogField> fields) const {
    write(LogLevel::info, event, fields);
}
void Logger::warn(std::string_view event, std::initializer_list<LogField> fields) const {
    write(LogLevel::warn, event, fields);
}
void Logger::error(std::string_view event, std::initializer_list<LogField> fields) const {
    write(LogLevel::error, event, fields);
}

void Logger::error(std::string_view event, const Error& error) const {
    write(LogLevel::error, event,
          {{"kind", ours(to_string(error.kind()))},
           {"code", ours(error.error_code())},
           {"place", ours(error.place().text())},
           {"message", ours(error.message())},
           {"remedy", ours(error.remedy_text())}});
}

}  // namespace tilsig
