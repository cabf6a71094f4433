// What the host does for a connector: deliveries and messages become frames; HTTP, secrets and clock are lent.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugin/child_request.hpp"
#include "plugin/frames.hpp"
#include "plugin/http_service.hpp"
#include "spi/abi.h"

namespace tilsig::plugin {

/// Keeps the order of calls honest: begin, write..., end; nothing after a mistake. The connector is told to stop by a
/// return code, and the reason is kept here, because the connector's own message may be anything. The worker checks all
/// of it again.
class HostServices {
public:
    /// `http_allowed`: the connector declared TILSIG_CAN_HTTP.
    HostServices(const ChildRequest& request, process::FrameWriter& frames, bool http_allowed);
    HostServices(const HostServices&) = delete;
    HostServices& operator=(const HostServices&) = delete;

    [[nodiscard]] const tilsig_host& table() const noexcept { return m_table; }

    /// A mistake of the connector at the border; empty when there was none.
    [[nodiscard]] const char* misuse() const noexcept { return m_misuse; }
    [[nodiscard]] bool out_of_memory() const noexcept { return m_out_of_memory; }
    [[nodiscard]] bool delivery_open() const noexcept { return m_open; }
    [[nodiscard]] unsigned deliveries() const noexcept { return m_deliveries; }
    /// Of the last answer that asked for patience; -1 when none did.
    [[nodiscard]] int retry_after_seconds() const noexcept { return m_retry_after; }

private:
    /// Every entry of the table runs in here: an exception of ours must not cross the connector's frames either.
    template <typename Answer, typename Work>
    static Answer guarded(void* self, Answer failed, Work&& work) noexcept;
    int32_t misused(const char* what) noexcept;
    int32_t sent(bool good) noexcept;
    tilsig_status http(const tilsig_http_request* request, const tilsig_body* body, const tilsig_http_answer** answer);
    int32_t begin(tilsig_text outside_name, tilsig_text media_type, tilsig_text charset) noexcept;
    int32_t known(tilsig_text sha256, int32_t* answer) noexcept;
    int32_t write(const char* data, std::size_t size) noexcept;
    int32_t end(const tilsig_proof* proof) noexcept;
    int32_t restart() noexcept;
    int32_t cursor(tilsig_text value) noexcept;
    tilsig_text cursor_of(tilsig_text sender, tilsig_text period);
    int32_t lies(const tilsig_lying* lying) noexcept;
    void fill_table() noexcept;
    void publish(const HttpOutcome& outcome);

    const ChildRequest& m_request;
    process::FrameWriter& m_frames;
    tilsig_host m_table{};
    bool m_http_allowed;
    std::unique_ptr<HttpService> m_http;
    HttpOutcome m_outcome;
    std::vector<tilsig_header> m_headers;
    tilsig_http_answer m_answer{};
    const char* m_misuse = "";
    bool m_out_of_memory = false;
    bool m_open = false;
    bool m_written = false;  ///< a byte of the open delivery was handed over
    bool m_known = false;    ///< the open delivery's content need not be
    unsigned m_deliveries = 0;
    int m_retry_after = -1;
    std::string m_cursor_of;  ///< the last answer to cursor_of()
};

}  // namespace tilsig::plugin
