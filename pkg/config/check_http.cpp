// The HTTP probe of a check and what it expects.
#include <algorithm>
#include <array>

#include "healthcheck/http_syntax.h"
#include "pkg/config/check_kinds.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

struct HttpDraft {
  health::HttpProbe probe;
  const Node* url = nullptr;
  const Node* expect = nullptr;
  std::vector<const Node*> tls_only;  // keys without a meaning for http://
};

struct ExpectDraft {
  std::vector<health::StatusRange> status = {health::StatusRange{}};
  std::string body_contains;
};

struct BodyDraft {
  std::string contains;
};

const Table<HttpDraft>& http_table();
const Table<ExpectDraft>& expect_table();
const Table<BodyDraft>& body_table();

void set_method(HttpDraft& http, const Node& node, Load& load) {
  const auto method = load.reader.text(node);
  if (!method) return;
  const bool upper = std::ranges::none_of(*method, [](char c) { return c >= 'a' && c <= 'z'; });
  if (!health::is_http_token(*method) || !upper)
    return load.reader.error(node, "'" + *method + "' is not an HTTP method", "methods are in capitals: GET, HEAD, POST");
  if (*method == "CONNECT" || *method == "TRACE") return load.reader.error(node, *method + " asks nothing of a service", "use GET or HEAD");
  http.probe.method = *method;
}

void set_headers(HttpDraft& http, const Node& node, Load& load) {
  const auto* entries = load.reader.map(node, "a map of header names to values");
  if (entries == nullptr) return;
  for (const yaml::Entry& entry : *entries) {
    if (!health::is_http_token(entry.key.text)) {
      load.reader.error(entry.key, "'" + entry.key.text + "' is not a header name");
      continue;
    }
    const auto value = load.reader.word(entry.value, "a header value");
    if (!value) continue;
    if (!health::is_http_field_value(*value)) {
      load.reader.error(entry.value, "a header value is one line of text, without control characters");
    } else {
      http.probe.headers.emplace_back(entry.key.text, *value);
    }
  }
}

void set_expect(HttpDraft& http, const Node& node, Load& load) {
  ExpectDraft expect;
  http.expect = &node;
  read_object(expect, node, expect_table(), load);
  http.probe.status = std::move(expect.status);
  http.probe.body_contains = std::move(expect.body_contains);
}

// The prober reads the file again; here a mistake in its name is told early.
void set_ca(HttpDraft& http, const Node& node, Load& load) {
  http.tls_only.push_back(&node);
  if (read_file(node, load)) assign(http.probe.tls.ca_file, read_path(node, load));
}

void set_status(ExpectDraft& expect, const Node& node, Load& load) {
  if (node.kind == Node::Kind::scalar) {
    if (const auto range = read_status(node, load)) expect.status = {*range};
    return;
  }
  const auto* items = load.reader.list(node, "a status code, a range, or a list of these");
  if (items == nullptr) return;
  expect.status.clear();
  for (const Node& item : *items) {
    if (const auto range = read_status(item, load)) expect.status.push_back(*range);
  }
  if (items->empty()) load.reader.error(node, "no status would be right", "leave status out to expect 200-299");
}

constexpr std::array kFields{
    Field<HttpDraft>{{.key = "url", .kind = Kind::url, .required = true, .text = "What is asked for; `http://` or `https://`."},
                     [](HttpDraft& http, const Node& node, Load& load) {
                       http.url = &node;
                       assign(http.probe.url, read_url(node, load));
                     }},
    Field<HttpDraft>{{.key = "method", .fallback = "GET", .text = "The request's method, in capitals."}, set_method},
    Field<HttpDraft>{{.key = "headers", .shape = Shape::map, .text = "Headers of the request; `Host` replaces the URL's."}, set_headers},
    Field<HttpDraft>{{.key = "expect", .kind = Kind::object, .object = "expect", .text = "What a good answer is."}, set_expect},
    Field<HttpDraft>{
        {.key = "reuse", .kind = Kind::boolean, .fallback = "true", .text = "Keep the connection for the next probe; every tenth still uses a fresh one."},
        [](HttpDraft& http, const Node& node, Load& load) { assign(http.probe.reuse, load.reader.boolean(node)); }},
    Field<HttpDraft>{{.key = "verify", .kind = Kind::boolean, .fallback = "true", .text = "https: the certificate must be valid and bear the server's name."},
                     [](HttpDraft& http, const Node& node, Load& load) {
                       http.tls_only.push_back(&node);
                       assign(http.probe.tls.verify, load.reader.boolean(node));
                     }},
    Field<HttpDraft>{{.key = "ca", .kind = Kind::file, .fallback = "the system's", .text = "https: a PEM file with the authorities that are trusted."}, set_ca},
    Field<HttpDraft>{{.key = "serverName", .fallback = "the URL's host", .text = "https: the name that is asked for (SNI) and that the certificate must bear."},
                     [](HttpDraft& http, const Node& node, Load& load) {
                       http.tls_only.push_back(&node);
                       assign(http.probe.tls.server_name, load.reader.text(node));
                     }},
};

constexpr std::array kExpectFields{
    Field<ExpectDraft>{{.key = "status",
                        .kind = Kind::status,
                        .shape = Shape::list,
                        .fallback = "200-299",
                        .text = "Status codes that are good: one code, one range, or a list of these."},
                       set_status},
    Field<ExpectDraft>{{.key = "body", .kind = Kind::object, .object = "body", .text = "What the body must be."},
                       [](ExpectDraft& expect, const Node& node, Load& load) {
                         BodyDraft body;
                         read_object(body, node, body_table(), load);
                         expect.body_contains = std::move(body.contains);
                       }},
};

constexpr std::array kBodyFields{
    Field<BodyDraft>{{.key = "contains", .required = true, .text = "Text that is somewhere in the body."},
                     [](BodyDraft& body, const Node& node, Load& load) { assign(body.contains, load.reader.text(node)); }},
};

const Table<HttpDraft>& http_table() {
  static constexpr Table<HttpDraft> kTable{"http", "An HTTP or HTTPS request.", kFields, {}};
  return kTable;
}

const Table<ExpectDraft>& expect_table() {
  static constexpr Table<ExpectDraft> kTable{"expect", "What a good answer is. Left out: any status from 200 to 299.", kExpectFields, {}};
  return kTable;
}

const Table<BodyDraft>& body_table() {
  static constexpr Table<BodyDraft> kTable{"body", "What the body of a good answer is.", kBodyFields, {}};
  return kTable;
}

void set_http(CheckDraft& check, const Node& node, Load& load) {
  HttpDraft http;
  read_object(http, node, http_table(), load);
  if (http.url != nullptr && http.probe.url.starts_with("http://")) {
    for (const Node* key : http.tls_only) load.reader.error(*key, "this concerns https only, and the URL is http", "write an https:// URL, or leave this out");
  }
  if (http.probe.method == "HEAD" && !http.probe.body_contains.empty()) {
    load.reader.error(*http.expect, "the answer to a HEAD has no body, so nothing is ever in it", "use GET, or look at the status alone");
  }
  check.spec.probe = std::move(http.probe);
}

}  // namespace

CheckKind http_kind() {
  return {{{.key = "http", .kind = Kind::object, .object = "http", .text = "An HTTP or HTTPS request."}, set_http},
          [] { return std::vector{doc_of(http_table()), doc_of(expect_table()), doc_of(body_table())}; }};
}

}  // namespace vigilcast::config
