#include "fetch/certificates.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace tilsig::fetch {

namespace {

namespace fs = std::filesystem;

/// A bundle of all authorities of the world has a quarter of this.
constexpr std::uintmax_t largest_file = 1U << 20U;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using X509Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

std::optional<Instant> end_of(const X509& certificate) {
    std::tm time{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &time) != 1) return std::nullopt;
    return Instant(std::chrono::seconds(::timegm(&time)));
}

bool names_certificate(std::string_view name) {
    const auto words = split(name, '_');
    return std::any_of(words.begin(), words.end(),
                       [](auto word) { return word == "ca" || word == "cert" || word == "certificate"; });
}

/// The end that `read` finds; what it throws becomes the problem.
template <typename Read>
Certificate certificate_of(const std::string& source, const std::string& name, Read read) {
    Certificate found{source, name, std::nullopt, {}};
    try {
        found.not_after = read();
        if (!found.not_after)
            found.problem = "source " + source + ": no certificate can be read from what '" + name + "' names";
    } catch (const std::exception& error) {
        found.problem = "source " + source + ", " + name + ": " + error.what();
    }
    return found;
}

std::optional<Instant> end_in_file(const fs::path& file) {
    if (fs::file_size(file) > largest_file)
        throw Error(ErrorKind::configuration, display_name(file.string()) + " is too large for certificates");
    return earliest_end(read_file(file));
}

}  // namespace

std::optional<Instant> earliest_end(std::string_view pem) {
    const Bio bio(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    std::optional<Instant> earliest;
    while (bio) {
        // The password callback that gives none keeps OpenSSL from asking the terminal.
        const auto no_password = [](char*, int, int, void*) { return 0; };
        const X509Certificate certificate(::PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr), &X509_free);
        if (!certificate) break;
        const auto end = end_of(*certificate);
        if (end && (!earliest || *end < *earliest)) earliest = end;
    }
    ::ERR_clear_error();  // the end of the text is an error to OpenSSL
    return earliest;
}

std::vector<Certificate> read_certificates(const std::map<std::string, catalog::Source>& sources,
                                           const std::map<std::string, std::map<std::string, std::string>>& overlay) {
    std::vector<Certificate> found;
    for (const auto& [name, source] : sources) {
        auto options = source.options;
        if (const auto here = overlay.find(name); here != overlay.end())
            for (const auto& [option, value] : here->second) options[option] = value;
        for (const auto& [option, file] : options)
            if (names_certificate(option))
                found.push_back(certificate_of(name, option, [&path = file] { return end_in_file(path); }));
        for (const auto& [secret, reference] : source.secrets)
            if (names_certificate(secret))
                found.push_back(certificate_of(
                    name, secret, [&text = reference] { return earliest_end(read_secret(text).reveal()); }));
    }
    return found;
}

}  // namespace tilsig::fetch
