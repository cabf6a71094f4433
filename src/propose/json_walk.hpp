// A JSON document by events: its arrays of objects, what stands beside them, and the keys of the objects.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tilsig::propose {

struct KeySeen {
    std::uint64_t records = 0;  ///< that have it with a plain value
    std::uint64_t arrays = 0;   ///< times its value was an array
    std::uint64_t inner = 0;    ///< objects in these arrays
    bool deep = false;          ///< an object too deep inside the record to be read
};

/// An array that holds objects, and is no part of one of them.
struct ArraySeen {
    std::string pointer;
    std::size_t depth = 0;
    std::uint64_t objects = 0, others = 0;
    std::vector<std::string> keys;  ///< in order of appearance; of objects inside: `employer/ident`
    std::map<std::string, KeySeen> seen;
};

/// A value outside of all arrays.
struct ValueBeside {
    std::string pointer, key;
    bool null = false, object = false;
    std::optional<std::uint64_t> number;
};

/// Memory is that of the open levels and of the keys.
class JsonWalk final : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override;
    bool boolean(bool) override { return scalar(std::nullopt); }
    bool number_integer(number_integer_t) override { return scalar(std::nullopt); }
    bool number_unsigned(number_unsigned_t number) override { return scalar(number); }
    bool number_float(number_float_t, const string_t&) override { return scalar(std::nullopt); }
    bool string(string_t&) override { return scalar(std::nullopt); }
    bool binary(binary_t&) override { return scalar(std::nullopt); }
    bool key(string_t& text) override;
    bool start_object(std::size_t) override { return open(false); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(true); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override;

    /// The array with most objects, the outermost of equals; nullptr when there is none.
    [[nodiscard]] const ArraySeen* best() const;
    [[nodiscard]] const std::map<std::string, ArraySeen>& arrays() const noexcept { return m_arrays; }
    [[nodiscard]] const std::vector<ValueBeside>& beside() const noexcept { return m_beside; }
    [[nodiscard]] const std::vector<std::string>& root_keys() const noexcept { return m_root_keys; }
    [[nodiscard]] std::size_t fault() const noexcept { return m_fault; }
    [[nodiscard]] bool root_ended() const noexcept { return m_root_ended; }
    /// JSON-stat before its second version: `id` and `size` stand inside `dimension`.
    [[nodiscard]] bool is_old_stat() const noexcept { return m_old_stat; }

private:
    struct Level {
        bool array = false;
        std::string pointer;  ///< of what is outside of all records
        std::string key;
        ArraySeen* record_of = nullptr;  ///< this object is an element of that array, or stands inside of one
        std::string path;                ///< inside the record: "employer/"
        KeySeen* part_of = nullptr;      ///< this array is the value of a record's key
        bool skipped = false;            ///< inside of what is not looked into
    };

    bool scalar(std::optional<std::uint64_t> number);
    /// Notes a value of the innermost open level.
    void value(bool nested, bool object, std::optional<std::uint64_t> number, bool is_null);
    void value_of_record(Level& level, bool nested, bool object);
    bool open(bool array);
    bool close();
    [[nodiscard]] Level inside(Level& outer, bool array);

    std::vector<Level> m_levels;
    std::map<std::string, ArraySeen> m_arrays;
    std::vector<ValueBeside> m_beside;
    std::vector<std::string> m_root_keys;
    std::size_t m_fault = 0;
    bool m_root_ended = false, m_old_stat = false;
};

}  // namespace tilsig::propose
