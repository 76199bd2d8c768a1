#include "pkg/http/server_name.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "pkg/base/ip.h"

namespace vigilcast::http {
namespace {

bool is_address(const std::string& name) { return IpAddress::parse(name.substr(0, name.find('%'))).has_value(); }

}  // namespace

void expect_server_name(ssl_st* connection, const std::string& name) {
  X509_VERIFY_PARAM* param = SSL_get0_param(connection);
  if (is_address(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(param, name.substr(0, name.find('%')).c_str());
    return;  // SNI is for names (RFC 6066 section 3)
  }
  SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, std::string(name).data());  // SSL_set_tlsext_host_name without its C cast
  X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(param, name.data(), name.size());
}

}  // namespace vigilcast::http
