// UTF-16 as landed -> UTF-8 as it is read, in a stream; and back, for what is left of a delivery after an erasure.
#pragma once

#include <optional>
#include <string>

#include "decode/blanking.hpp"
#include "decode/container/container.hpp"

namespace tilsig::decode {

/// A delivery in UTF-16. Refuses what is none: SYS-E012 (no mark where the layout leaves the order to it, the mark of
/// the other order, bytes that are no UTF-16), SYS-E015 (half a character at the end).
class Utf16Container final : public Container {
public:
    /// `encoding` is one of the three UTF-16 ones.
    Utf16Container(catalog::Encoding encoding, ByteSource source, std::string shown_name);

    std::size_t read(char* buffer, std::size_t size) override;
    [[nodiscard]] const ContainerAccount& account() const override { return m_account; }
    /// Known once something was read.
    [[nodiscard]] bool is_little_endian() const noexcept { return m_little; }

private:
    bool refill();
    void begin(std::string_view head);
    void convert();
    [[nodiscard]] unsigned unit_at(std::size_t at) const noexcept;
    /// Told when all that stands before it has been given away, however the source cuts its pieces.
    struct Fault {
        model::RuleCode code;
        std::uint64_t byte = 0;
        std::string message;
    };
    [[noreturn]] void refuse_here(model::RuleCode code, std::uint64_t byte, const std::string& message) const;

    catalog::Encoding m_encoding;
    ByteSource m_source;
    std::string m_shown_name;
    bool m_little = true;
    bool m_begun = false;
    bool m_ended = false;
    std::string m_raw;        ///< landed, not yet converted
    std::string m_text;       ///< converted, not yet given away
    std::size_t m_given = 0;  ///< of `m_text`
    std::optional<Fault> m_fault;
    ContainerAccount m_account;
};

/// Writes UTF-8 as the container had it: its order, and its mark if it had one.
class Utf16Writer {
public:
    /// Nothing may be written before `like` has been read from.
    Utf16Writer(const Utf16Container& like, const ByteSink& sink) : m_like(like), m_sink(sink) {}
    void write(std::string_view utf8);

private:
    void put(char32_t unit);

    const Utf16Container& m_like;
    const ByteSink& m_sink;
    bool m_begun = false;
    std::string m_held;  ///< the beginning of a character that the next piece ends
    std::string m_out;
};

}  // namespace tilsig::decode
