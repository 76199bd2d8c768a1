#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/tls_client.h"

#include <array>

#include "healthcheck/probe/tls_contexts.h"
#include "pkg/base/base64.h"
#include "pkg/http/server_name.h"
#include "pkg/runtime/errno_text.h"

namespace vigilcast::health {
namespace {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

std::string handshake_problem(const SSL* tls, const std::string& name, int error) {
  const long verdict = SSL_get_verify_result(tls);
  if (verdict != X509_V_OK && SSL_get_verify_mode(tls) != SSL_VERIFY_NONE) {
    if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH) return "the certificate is not for " + name;
    return std::string("the certificate is refused: ") + X509_verify_cert_error_string(verdict);
  }
  if (const unsigned long code = ERR_peek_last_error(); code != 0) {
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "OpenSSL error " + std::to_string(code);
  }
  return error == 0 ? "closed by the peer" : runtime::errno_text(error);
}

// RFC 7469 section 2.4
std::string pin_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes);
  if (length <= 0) return "";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const int done = EVP_Digest(bytes, static_cast<std::size_t>(length), digest.data(), &size, EVP_sha256(), nullptr);
  OPENSSL_free(bytes);
  return done == 1 ? encode_base64({reinterpret_cast<const char*>(digest.data()), size}) : "";
}

// How long it is valid still; below zero once it has ended.
Duration left_of(const X509* certificate) {
  int days = 0;
  int seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate)) != 1) return Duration::max();
  return std::chrono::hours(24) * days + std::chrono::seconds(seconds);
}

std::string in_days(Duration left) {
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(left).count();
  return hours >= 48 ? std::to_string(hours / 24) + " days" : std::to_string(hours) + " hours";
}

int owner_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

TlsClient::TlsClient(TlsContexts& contexts, TlsOptions options, std::string alpn) : contexts_(contexts), options_(std::move(options)), alpn_(std::move(alpn)) {}

// Tickets of TLS 1.3 come behind the handshake, with the first bytes that are read.
int TlsClient::keep_session(SSL* tls, SSL_SESSION* session) {
  auto* owner = static_cast<TlsClient*>(SSL_get_ex_data(tls, owner_index()));
  owner->session_.reset(session);
  return 1;  // it is ours now
}

Task<std::optional<Answer>> TlsClient::secure(Flight& flight) {
  flight.enter(Phase::tls);
  const auto context = contexts_.get(options_);
  if (!context) co_return Answer::inconclusive(context.error().to_string());
  SSL_CTX_sess_set_new_cb(*context, keep_session);
  SslPointer tls(SSL_new(*context));
  if (!tls) co_return Answer::inconclusive("OpenSSL is out of memory");
  SSL_set_ex_data(tls.get(), owner_index(), this);
  http::expect_server_name(tls.get(), options_.server_name);
  if (!alpn_.empty()) {
    const std::string offered = static_cast<char>(alpn_.size()) + alpn_;
    SSL_set_alpn_protos(tls.get(), reinterpret_cast<const unsigned char*>(offered.data()), static_cast<unsigned>(offered.size()));
  }
  if (session_ && !flight.fresh) SSL_set_session(tls.get(), session_.get());

  const std::optional<int> error = co_await flight.connection->handshake(std::move(tls));
  if (flight.over) co_return Answer::inconclusive("it was given up");
  if (!error) {
    trace(flight);
    std::optional<Answer> refused = judge(flight);
    if (refused) session_.reset();  // it would show the same certificate again
    co_return refused;
  }
  session_.reset();
  co_return Answer::fail_by_time(
      "L6RSP", "TLS handshake with " + flight.connection->peer() + " failed: " + handshake_problem(flight.connection->tls(), options_.server_name, *error));
}

// A resumed session shows the certificate of the handshake that it comes from.
std::optional<Answer> TlsClient::judge(Flight& flight) const {
  SSL* tls = flight.connection->tls();
  const Certificate certificate(SSL_get1_peer_certificate(tls));
  if (!certificate) return Answer::fail("L6RSP", flight.connection->peer() + " shows no certificate");
  if (!options_.pin.empty() && pin_of(certificate.get()) != options_.pin) {
    return Answer::fail("L6RSP",
                        "the key of the certificate of " + flight.connection->peer() + " has the pin " + pin_of(certificate.get()) + ", not " + options_.pin);
  }
  const Duration left = left_of(certificate.get());
  if (left < Duration::zero() && options_.verify) return Answer::fail("L6RSP", "the certificate is refused: certificate has expired");
  if (options_.validity > Duration::zero() && left < options_.validity) flight.warning = "the certificate ends in " + in_days(std::max(left, Duration::zero()));
  if (alpn_.empty()) return std::nullopt;
  const unsigned char* chosen = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(tls, &chosen, &length);
  if (std::string_view(reinterpret_cast<const char*>(chosen), length) == alpn_) return std::nullopt;
  return Answer::fail("L6RSP", flight.connection->peer() + " does not speak " + alpn_ + " over TLS (ALPN)");
}

void TlsClient::trace(Flight& flight) const {
  if (!flight.trace) return;
  const SSL* tls = flight.connection->tls();
  flight.trace->note(std::string(SSL_get_version(tls)) + " with " + SSL_get_cipher_name(tls) + (SSL_session_reused(tls) != 0 ? ", resumed" : ""));
  const Certificate certificate(SSL_get1_peer_certificate(tls));
  if (!certificate) return;
  std::array<char, 256> subject{};
  X509_NAME_oneline(X509_get_subject_name(certificate.get()), subject.data(), static_cast<int>(subject.size()));
  flight.trace->note("certificate " + std::string(subject.data()) + ", ends in " + in_days(left_of(certificate.get())) + ", pin " + pin_of(certificate.get()));
}

}  // namespace vigilcast::health
