// What HTTP lets a request be made of (RFC 9110). Pure text: a loader refuses with it what a probe could not send.
#pragma once

#include <string_view>

namespace vigilcast::health {

bool is_http_token(std::string_view text);        // a method or a header name, section 5.6.2
bool is_http_field_value(std::string_view text);  // of a header, section 5.5: no line break, which would be a request of its own, and no control character

}  // namespace vigilcast::health
