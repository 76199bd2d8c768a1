#include "pkg/kube/api/api_error.h"

#include "pkg/base/text.h"
#include "pkg/json/value.h"

namespace vigilcast::kube {
namespace {

constexpr std::size_t kLongestText = 1000;  // a validation error may list every field of an object

std::string shortened(std::string_view text) { return text.size() <= kLongestText ? printable(text) : printable(text.substr(0, kLongestText)) + "…"; }

}  // namespace

ApiError read_status(int code, std::string_view body) {
  const auto status = json::parse(body);
  if (!status || (*status)["kind"].string() != "Status") {
    const std::string_view words = trim(body);
    return {.code = code, .reason = "", .text = words.empty() ? "refused without a word" : shortened(words)};
  }
  ApiError error{.code = code != 0 ? code : static_cast<int>((*status)["code"].integer()), .reason = (*status)["reason"].string(), .text = ""};
  error.text = shortened((*status)["message"].string());
  if (error.text.empty()) error.text = error.reason.empty() ? "refused without a word" : error.reason;
  const std::int64_t seconds = (*status)["details"]["retryAfterSeconds"].integer();
  if (seconds > 0) error.retry_after = std::chrono::seconds(seconds);
  return error;
}

}  // namespace vigilcast::kube
