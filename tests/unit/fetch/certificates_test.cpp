// When certificates end: bundles, keys beside them, files that hold none.
#include "fetch/certificates.hpp"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <fstream>

#include "base/files.hpp"

namespace tilsig::fetch {
namespace {

/// Key and certificate, self-signed, in PEM.
std::string made_certificate(Instant end) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    const auto at = std::chrono::duration_cast<std::chrono::seconds>(end.time_since_epoch()).count();
    ASN1_TIME_set(X509_getm_notBefore(certificate), at - 3600);
    ASN1_TIME_set(X509_getm_notAfter(certificate), at);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_X509(bio, certificate);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(bio);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return pem;
}

const Instant early = parse_instant("2027-01-31T23:59:59Z");
const Instant late = parse_instant("2049-06-01T00:00:00Z");

TEST(CertificateEnds, AreTheEarliestOfTheFile) {
    EXPECT_EQ(earliest_end(made_certificate(late)), late) << "a key before it is passed over";
    EXPECT_EQ(earliest_end(made_certificate(late) + "# a comment\n" + made_certificate(early)), early);
    EXPECT_EQ(earliest_end(""), std::nullopt);
    EXPECT_EQ(earliest_end("-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n"), std::nullopt);
}

TEST(Certificates, OfSourcesAreFoundByNameWithTheInstallationsOwnOptions) {
    TempFolder folder;
    const auto put = [&](const std::string& name, const std::string& text) {
        const auto path = folder.path() / name;
        std::ofstream(path) << text;
        ::chmod(path.c_str(), 0600);
        return path.string();
    };
    std::map<std::string, catalog::Source> sources;
    sources["nav"].options = {{"base", "https://nav.example.org/"}, {"ca_file", "/nowhere/ca.pem"}};
    sources["nav"].secrets = {{"client_certificate", "file:" + put("client.pem", made_certificate(early))},
                              {"token", "file:/nowhere/token"}};
    sources["ssb"].options = {{"catalogue", "no word of its name is ca"}};
    sources["udi"].options = {{"ca_file", put("empty.pem", "nothing here\n")}};
    const auto found =
        read_certificates(sources, {{"nav", {{"ca_file", put("own_ca.pem", made_certificate(late))}}}, {"gone", {}}});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].source + "." + found[0].name, "nav.ca_file");
    EXPECT_EQ(found[0].not_after, late) << "tilsig.yaml overlays the source's options: " << found[0].problem;
    EXPECT_EQ(found[1].source + "." + found[1].name, "nav.client_certificate");
    EXPECT_EQ(found[1].not_after, early) << found[1].problem;
    EXPECT_EQ(found[2].not_after, std::nullopt);
    EXPECT_EQ(found[2].problem, "source udi: no certificate can be read from what 'ca_file' names");

    const auto gone = read_certificates(sources, {});
    EXPECT_EQ(gone[0].not_after, std::nullopt);
    EXPECT_NE(gone[0].problem.find("/nowhere/ca.pem"), std::string::npos) << gone[0].problem;
}

}  // namespace
}  // namespace tilsig::fetch
