// Inside the room only: libxml2, initialised once, and forbidden to open anything by itself.
#pragma once

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

namespace tilsig::decode {

/// Before the first use in a process, from any thread. From then on libxml2 opens no file and no address for anybody in
/// this process: its one loader of external things is replaced by one that refuses.
void start_libxml();

/// How often something was refused by that loader in this thread.
[[nodiscard]] unsigned long refused_loads() noexcept;

/// What a parser's fault means; holds no text of the document, libxml2's own messages do.
[[nodiscard]] const char* fault_text(int code) noexcept;
/// The same for a violation of a schema.
[[nodiscard]] const char* violation_text(int code) noexcept;

}  // namespace tilsig::decode
