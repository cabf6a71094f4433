// Numbers of persons as protection knows them: their kinds, the keys that hide them, and the token that stands for one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/key_file.hpp"

namespace tilsig::protect {

/// From the strongest to the weakest: the strongest number of a record says who it is about (CONTRACTS of the person
/// feeds: fødselsnummer, then D-number, then DUF number; a candidate number only where there is nothing else).
enum class NumberKind : std::uint8_t { fnr, dnr, duf, candidate };
[[nodiscard]] const char* to_string(NumberKind kind) noexcept;
[[nodiscard]] std::optional<NumberKind> parse_number_kind(std::string_view word) noexcept;

/// A person has one number of these kinds; of candidate numbers any number.
[[nodiscard]] constexpr bool one_a_person(NumberKind kind) noexcept { return kind != NumberKind::candidate; }

/// What the store knows a number by: a keyed hash, HMAC-SHA-256 cut to 128 bits.
using Lookup = Hash128;

/// A number on its way to a person. `digits` are those of the record, and are forgotten with it.
struct Number {
    NumberKind kind = NumberKind::fnr;
    Lookup lookup;
    std::string_view digits;
    bool leads = false;  ///< not the record's own number, but the one under which the source goes on with the person
    bool keeps_id =
        false;  ///< the answer is the id of this number, which stays when its person turns out to be another
};

/// Blanks and characters that nobody sees are taken away; nothing else is changed, and no zero is added. An 11-digit
/// number whose first digit is 4 or more is a D-number. Empty for what holds anything else than digits.
struct Normalised {
    NumberKind kind = NumberKind::fnr;
    std::string digits;
};
[[nodiscard]] std::optional<Normalised> normalise_national(std::string_view text);
[[nodiscard]] std::optional<Normalised> normalise_duf(std::string_view text);

/// The keys of a link store: all follow from the one link key by purpose. Immutable; threads may share it.
class LinkKeys {
public:
    /// Error(configuration) when the file is missing, readable by others or holds no key.
    [[nodiscard]] static LinkKeys load(const std::filesystem::path& file);
    explicit LinkKeys(const KeyBytes& link_key);

    /// Tells keys apart without telling the key: 16 hex digits.
    [[nodiscard]] const std::string& id() const noexcept { return m_id; }
    [[nodiscard]] Lookup lookup(NumberKind kind, std::string_view digits) const noexcept;
    /// XChaCha20-Poly1305, in hex: nonce, sealed digits. Opens only with the same key, kind and person.
    [[nodiscard]] std::string seal(NumberKind kind, std::int64_t person, std::string_view digits) const;
    /// Nothing when it was sealed with another key, for another person or kind, or was changed since.
    [[nodiscard]] std::optional<std::string> open(NumberKind kind, std::int64_t person, std::string_view sealed) const;

private:
    [[nodiscard]] std::string bound(NumberKind kind, std::int64_t person) const;

    KeyBytes m_lookup, m_seal;
    std::string m_id;
};

/// 32 hex digits, as the store has it.
[[nodiscard]] std::string lookup_text(const Lookup& lookup);
/// Error(state) for other text.
[[nodiscard]] Lookup parse_lookup(std::string_view text);

}  // namespace tilsig::protect
