// A certificate authority that lives as long as the stand-in: made at start, its keys never leave memory.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace tilsig::standin {

struct FreeKey {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct FreeCertificate {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
struct FreeContext {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

class Authority {
public:
    Authority();
    /// The authority's own certificate, for clients to trust.
    [[nodiscard]] std::string pem() const;

    struct Wish {
        std::string names = "IP:127.0.0.1,DNS:localhost";  ///< subjectAltName
        int days_from = -1;                                ///< validity, in days from now
        int days_to = 30;
        bool only_tls_1_1 = false;
    };
    /// A server context with a fresh key and a certificate as wished.
    [[nodiscard]] Context server(const Wish& wish) const;

private:
    Key m_key;
    Certificate m_certificate;
};

}  // namespace tilsig::standin
