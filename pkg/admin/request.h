// One request and its response, free of the HTTP library. Values; the admin loop's.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pkg/admin/door.h"

namespace vigilcast::admin {

struct Request {
  std::string method;                        // "GET"; HEAD arrives as GET
  std::string path;                          // decoded: "/api/v1/status"
  std::map<std::string, std::string> query;  // decoded
  std::string host;                          // the Host header
  std::string accept;                        // the Accept header
  std::string authorization = {};            // the Authorization header
  Door door = Door::loopback;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beyond the usual ones
};

// An RFC 9457 problem document: what is wrong and, when something helps, what to do.
Response problem(unsigned status, const std::string& detail, const std::string& hint = {});

}  // namespace vigilcast::admin
