// A certificate that vouches for itself: enough to keep tokens from being read on the way, not to prove who answers. Made anew at every start.
#pragma once

#include <string>
#include <vector>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"

namespace vigilcast::admin {

struct Certificate {
  std::string chain;  // PEM: the certificate, then those that vouch for it
  std::string key;    // PEM
};

// P-256, valid from an hour ago (clocks differ) for ten years, for `name` and `addresses` (RFC 5280 section 4.2.1.6).
Result<Certificate> make_self_signed(const std::string& name, const std::vector<IpAddress>& addresses);

}  // namespace vigilcast::admin
