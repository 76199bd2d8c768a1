// The name that a TLS client asks for and holds the server to: the channel's and the probe's. OpenSSL stays out of this header.
#pragma once

#include <string>

struct ssl_st;

namespace vigilcast::http {

// Asks for `name` (a host name, or an address with or without a zone) and demands, where the context verifies, that the certificate is for it.
void expect_server_name(ssl_st* connection, const std::string& name);

}  // namespace vigilcast::http
