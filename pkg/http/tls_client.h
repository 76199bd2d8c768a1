// TlsOptions as an OpenSSL context, and what a connection needs on top of it. For the .cpp files of this folder.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "pkg/base/result.h"
#include "pkg/http/tls_options.h"

namespace vigilcast::http {

struct FreeSsl {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* connection) const { SSL_free(connection); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeSsl>;
using TlsConnection = std::unique_ptr<SSL, FreeSsl>;

Result<TlsContext> make_tls_context(const TlsOptions& options);

// Why the handshake failed, in words; `error` is the errno of the socket.
std::string handshake_problem(const SSL* connection, const std::string& name, int error);

}  // namespace vigilcast::http
