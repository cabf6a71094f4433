#include "standin/certificates.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/error.hpp"

namespace tilsig::standin {

namespace {

/// OpenSSL answers 1 (or a positive number) when all is well.
void must(long outcome, const char* what) {
    if (outcome <= 0) throw Error(ErrorKind::internal, std::string("OpenSSL: ") + what);
}

Key make_key() {
    Key key(EVP_EC_gen("P-256"));
    if (!key) throw Error(ErrorKind::internal, "OpenSSL: no key");
    return key;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(
        X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str()), X509_EXTENSION_free);
    if (!extension) throw Error(ErrorKind::internal, "OpenSSL: extension " + value);
    must(X509_add_ext(certificate, extension.get(), -1), "add extension");
}

Certificate make_certificate(EVP_PKEY* key, const std::string& name, int days_from, int days_to, long serial) {
    Certificate certificate(X509_new());
    if (!certificate) throw Error(ErrorKind::internal, "OpenSSL: no certificate");
    constexpr long day = 24L * 3600L;
    must(X509_set_version(certificate.get(), 2), "version");
    must(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial), "serial");
    must(X509_gmtime_adj(X509_getm_notBefore(certificate.get()), days_from * day) != nullptr, "not before");
    must(X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days_to * day) != nullptr, "not after");
    must(X509_set_pubkey(certificate.get(), key), "public key");
    must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                                    reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0),
         "subject");
    return certificate;
}

}  // namespace

Authority::Authority()
    : m_key(make_key()), m_certificate(make_certificate(m_key.get(), "tilsig stand-in CA", -1, 30, 1)) {
    X509* own = m_certificate.get();
    must(X509_set_issuer_name(own, X509_get_subject_name(own)), "issuer");
    add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
    must(X509_sign(own, m_key.get(), EVP_sha256()), "sign");
}

std::string Authority::pem() const {
    const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
    must(PEM_write_bio_X509(memory.get(), m_certificate.get()), "PEM");
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Context Authority::server(const Wish& wish) const {
    static long serial = 1;
    const Key key = make_key();
    const Certificate leaf = make_certificate(key.get(), "tilsig stand-in", wish.days_from, wish.days_to, ++serial);
    must(X509_set_issuer_name(leaf.get(), X509_get_subject_name(m_certificate.get())), "issuer");
    add_extension(leaf.get(), m_certificate.get(), NID_basic_constraints, "CA:FALSE");
    add_extension(leaf.get(), m_certificate.get(), NID_ext_key_usage, "serverAuth");
    add_extension(leaf.get(), m_certificate.get(), NID_subject_alt_name, wish.names);
    must(X509_sign(leaf.get(), m_key.get(), EVP_sha256()), "sign");

    Context context(SSL_CTX_new(TLS_server_method()));
    if (!context) throw Error(ErrorKind::internal, "OpenSSL: no context");
    must(SSL_CTX_use_certificate(context.get(), leaf.get()), "use certificate");
    must(SSL_CTX_use_PrivateKey(context.get(), key.get()), "use key");
    if (wish.only_tls_1_1) {
        SSL_CTX_set_security_level(context.get(), 0);  // OpenSSL 3 speaks TLS 1.1 on no higher level
        must(SSL_CTX_set_min_proto_version(context.get(), TLS1_1_VERSION), "protocol");
        must(SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION), "protocol");
    }
    return context;
}

}  // namespace tilsig::standin
