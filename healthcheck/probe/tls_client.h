// The TLS side of a target: shakes hands on a flight's connection, resumes the session of the handshake before, and looks at the certificate.
//
// For the .cpp files of this folder, after asio_headers.h. A fresh flight shakes hands in full, so that a certificate that has changed is seen.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "healthcheck/probe/target.h"
#include "healthcheck/tls_options.h"

namespace vigilcast::health {

class TlsClient {
 public:
  // `server_name` holds the name to ask for. `alpn`: what is spoken inside (RFC 7301), "h2"; empty: nothing is said of it.
  TlsClient(TlsContexts& contexts, TlsOptions options, std::string alpn = {});

  Task<std::optional<Answer>> secure(Flight& flight);  // nothing: done
  // What is demanded of the certificate, of a connection that was kept: time goes by for it as well.
  [[nodiscard]] std::optional<Answer> judge(Flight& flight) const;

 private:
  struct FreeSession {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  };

  static int keep_session(SSL* tls, SSL_SESSION* session);
  void trace(Flight& flight) const;

  TlsContexts& contexts_;
  TlsOptions options_;
  std::string alpn_;
  std::unique_ptr<SSL_SESSION, FreeSession> session_;
};

}  // namespace vigilcast::health
