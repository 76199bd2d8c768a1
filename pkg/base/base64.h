// Base64 (RFC 4648 section 4), as Secrets and kubeconfig files have it. Strict: padded, in one line, nothing behind it.
#pragma once

#include <string>
#include <string_view>

#include "pkg/base/result.h"

namespace vigilcast {

Result<std::string> decode_base64(std::string_view text);  // an Error never repeats the text: it may be a secret
std::string encode_base64(std::string_view bytes);

}  // namespace vigilcast
