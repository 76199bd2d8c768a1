#include "pkg/admin/request.h"

#include <string_view>

#include "pkg/json/value.h"

namespace vigilcast::admin {
namespace {

std::string_view title(unsigned status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Payload Too Large";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
  }
}

}  // namespace

Response problem(unsigned status, const std::string& detail, const std::string& hint) {
  json::Value body;
  body.set("title", title(status)).set("status", status).set("detail", detail);
  if (!hint.empty()) body.set("hint", hint);
  return {.status = status, .content_type = "application/problem+json", .body = json::dump(body) + "\n", .headers = {}};
}

}  // namespace vigilcast::admin
