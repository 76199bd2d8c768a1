#include "pkg/kube/resources/health_check.h"

#include <algorithm>

#include "healthcheck/url.h"
#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

enum class Scheme : std::uint8_t { http, https };
constexpr std::array<std::string_view, 2> kSchemes{"http", "https"};
constexpr std::array<std::string_view, 3> kTargets{"vip", "endpoints", "url"};
constexpr std::int64_t kMostInARow = 1000;
constexpr std::string_view kShortest = "1ms";
constexpr std::string_view kLongest = "24h";

struct Header {
  std::string name, value;
};

// Knows what was given and what was not: with a URL, its scheme and path are not for `http` to say.
struct HttpDraft {
  std::optional<Scheme> scheme;
  std::string path, host, body_contains;
  std::vector<Header> headers;
  std::vector<health::StatusRange> status;
  bool verify = false;
};

struct CheckDraft {
  CheckTarget target = CheckTarget::vip;
  std::string url, port;
  std::optional<HttpDraft> http;
  std::optional<TcpTemplate> tcp;
  Duration interval = HealthCheck{}.interval;
  std::optional<Duration> fast, timeout;
  unsigned rise = HealthCheck{}.rise, fall = HealthCheck{}.fall;
};

const Table<Header>& header_table() {
  static const Table<Header> kTable{
      .name = "header",
      .text = "A header of the request.",
      .fields = {field<&Header::name>({.key = "name", .kind = ValueKind::header_name, .required = true, .text = "Its name."}),
                 field<&Header::value>({.key = "value", .kind = ValueKind::header_value, .required = true, .text = "Its value."})},
      .rules = {{"self.name.lowerAscii() != 'host'", "the Host header is the key 'host' of http", ".name"}},
      .complete = [](Header& header, const Reader& reader) {
        if (to_lower(header.name) == "host") reader.at("name").refuse("the Host header is the key 'host' of http");
      }};
  return kTable;
}

const Table<HttpDraft>& http_table() {
  static const Table<HttpDraft> kTable{
      .name = "http",
      .text = "An HTTP GET.",
      .fields = {
          field<&HttpDraft::scheme>(
              {.key = "scheme", .kind = ValueKind::word, .fallback_words = "http", .words = kSchemes, .text = "With or without TLS; a `url` says it itself."}),
          field<&HttpDraft::path>(
              {.key = "path", .kind = ValueKind::http_path, .fallback_words = "/", .text = "Path and query of the request; a `url` has its own."}),
          field<&HttpDraft::host>({.key = "host",
                                   .kind = ValueKind::http_host,
                                   .fallback_words = "where the request goes",
                                   .text = "The Host header; with TLS also the name that is asked for (SNI) and that the certificate must bear."}),
          object_field<&HttpDraft::headers, header_table>(
              {.key = "headers", .shape = Shape::keyed, .map_key = "name", .max_items = 16, .text = "More headers of the request."}),
          field<&HttpDraft::status>({.key = "status",
                                     .kind = ValueKind::status_range,
                                     .shape = Shape::list,
                                     .fallback_words = "200-299",
                                     .min_items = 1,
                                     .max_items = 4,
                                     .text = "Status codes that are good."}),
          field<&HttpDraft::body_contains>(
              {.key = "bodyContains", .kind = ValueKind::text, .text = "Text that must be somewhere in the body; absent: the body is not looked at."}),
          field<&HttpDraft::verify>({.key = "verify",
                                     .kind = ValueKind::boolean,
                                     .fallback = "false",
                                     .text = "With TLS: the certificate must be valid. Endpoints rarely bear one for their address."})}};
  return kTable;
}

const Table<TcpTemplate>& tcp_table() {
  static const Table<TcpTemplate> kTable{.name = "tcp", .text = "A TCP connection: it is good when it is accepted. Written `tcp: {}`.", .fields = {}};
  return kTable;
}

FieldDoc timing(std::string_view key, std::string_view fallback, std::string_view fallback_words, std::string_view text) {
  return {.key = key,
          .kind = ValueKind::duration,
          .fallback = fallback,
          .fallback_words = fallback_words,
          .shortest = kShortest,
          .longest = kLongest,
          .text = text};
}

FieldDoc in_a_row(std::string_view key, std::string_view text) {
  return {.key = key, .kind = ValueKind::integer, .fallback = "3", .least = 1, .most = kMostInARow, .text = text};
}

struct Sentence {
  static constexpr const char* url_missing = "the target url needs the key url";
  static constexpr const char* url_unasked = "url belongs to the target url; other targets take host and port from the Service";
  static constexpr const char* port_unasked = "a url says its port itself";
  static constexpr const char* one_probe = "give one of http and tcp: `http: {path: /healthz}` or `tcp: {}`";
  static constexpr const char* url_is_probe = "the scheme of the url says how to probe: tcp is not given beside it, and http only for http:// and https://";
  static constexpr const char* url_has_it = "a url has scheme and path itself: leave them out of http";
  static constexpr const char* fast = "fast is longer than interval: a pending change is looked at more often, not less";
};

std::vector<Rule> rules() {
  return {{"self.target != 'url' || has(self.url)", Sentence::url_missing, ".url"},
          {"self.target == 'url' || !has(self.url)", Sentence::url_unasked, ".url"},
          {"self.target != 'url' || !has(self.port)", Sentence::port_unasked, ".port"},
          {"self.target == 'url' || has(self.http) != has(self.tcp)", Sentence::one_probe},
          {"self.target != 'url' || (!has(self.tcp) && (!has(self.http) || (has(self.url) && self.url.startsWith('http'))))", Sentence::url_is_probe, ".url"},
          {"self.target != 'url' || !has(self.http) || !(has(self.http.scheme) || has(self.http.path))", Sentence::url_has_it, ".http"},
          {"!has(self.fast) || !self.fast.matches('^[0-9.hms]+$') || !self.interval.matches('^[0-9.hms]+$') || duration(self.fast) <= duration(self.interval)",
           Sentence::fast, ".fast"}};
}

void complete_url(CheckDraft& check, const Reader& reader) {
  if (check.url.empty()) reader.at("url").refuse(Sentence::url_missing);
  if (!check.port.empty()) reader.at("port").refuse(Sentence::port_unasked);
  if (check.tcp || (check.http && !check.url.starts_with("http"))) reader.at("url").refuse(Sentence::url_is_probe);
  if (check.http && (check.http->scheme || !check.http->path.empty())) reader.at("http").refuse(Sentence::url_has_it);
  if (check.url.starts_with("tcp://")) {
    if (const auto server = health::HostPort::parse(check.url.substr(6)); !server) reader.at("url").refuse(server.error().text);
  } else if (!check.url.empty()) {
    if (const auto url = health::HttpUrl::parse(check.url); !url) reader.at("url").refuse(url.error().text);
  }
}

void complete(CheckDraft& check, const Reader& reader) {
  if (check.fast && *check.fast > check.interval) reader.at("fast").refuse(Sentence::fast);
  if (check.target == CheckTarget::url) return complete_url(check, reader);
  if (!check.url.empty()) reader.at("url").refuse(Sentence::url_unasked);
  if (check.http.has_value() == check.tcp.has_value()) reader.refuse(Sentence::one_probe);
}

const Table<CheckDraft>& check_table() {
  static const Table<CheckDraft> kTable{
      .name = "HealthCheck",
      .text = "A template of a probe: each agent makes checks of it, for each Service whose Advertisement names it.",
      .fields =
          {field<&CheckDraft::target>({.key = "target",
                                       .kind = ValueKind::word,
                                       .fallback = "\"vip\"",
                                       .words = kTargets,
                                       .text = "`vip`: the Service's own address and port, through this node's data path (kube-proxy or its replacement); "
                                               "`endpoints`: each ready endpoint on this node, of which one that answers is enough; `url`: one fixed URL."}),
           field<&CheckDraft::url>({.key = "url", .kind = ValueKind::probe_url, .text = "Of the target `url`, and then required."}),
           field<&CheckDraft::port>({.key = "port",
                                     .kind = ValueKind::port_or_name,
                                     .fallback_words = "the Service's first port",
                                     .text = "A port of the Service, by name or number; not for the target `url`."}),
           object_field<&CheckDraft::http, http_table>({.key = "http", .text = "Ask by HTTP."}),
           object_field<&CheckDraft::tcp, tcp_table>({.key = "tcp", .text = "Only connect."}),
           field<&CheckDraft::interval>(timing("interval", "\"1s\"", "", "From one probe to the next while nothing changes.")),
           field<&CheckDraft::fast>(timing("fast", "", "200ms, or `interval` if that is shorter", "The interval while a change of verdict is pending.")),
           field<&CheckDraft::timeout>(timing("timeout", "", "800ms, or `interval` if that is shorter", "A probe without an answer for this long has failed.")),
           field<&CheckDraft::rise>(in_a_row("rise", "Passes in a row that make the check up.")),
           field<&CheckDraft::fall>(in_a_row("fall", "Failures in a row that make the check down."))},
      .rules = rules(),
      .complete = complete};
  return kTable;
}

HttpTemplate http_of(const HttpDraft& draft) {
  HttpTemplate http;
  http.https = draft.scheme == Scheme::https;
  if (!draft.path.empty()) http.path = draft.path;
  http.host = draft.host;
  for (const Header& header : draft.headers) http.headers.emplace_back(header.name, header.value);
  if (!draft.status.empty()) http.status = draft.status;
  http.body_contains = draft.body_contains;
  http.verify = draft.verify;
  return http;
}

std::variant<HttpTemplate, TcpTemplate> probe_of(const CheckDraft& draft) {
  const auto url = health::HttpUrl::parse(draft.url);
  if (draft.target == CheckTarget::url && url) {
    HttpTemplate http = http_of(draft.http.value_or(HttpDraft{}));
    http.https = url->tls;
    http.path = url->target;
    return http;
  }
  if (draft.http) return http_of(*draft.http);
  return TcpTemplate{};
}

HttpDraft draft_of(const HttpTemplate& http, bool has_url) {
  HttpDraft draft;
  if (!has_url) {
    draft.scheme = http.https ? Scheme::https : Scheme::http;
    draft.path = http.path;
  }
  draft.host = http.host;
  for (const auto& [name, value] : http.headers) draft.headers.push_back({name, value});
  draft.status = http.status;
  draft.body_contains = http.body_contains;
  draft.verify = http.verify;
  return draft;
}

}  // namespace

ObjectDoc health_check_spec() { return doc_of(check_table()); }

template <>
Result<HealthCheck> decode<HealthCheck>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  if (object["spec"].is_null()) return fail("spec: this is missing");
  const auto draft = read_all(CheckDraft{}, object["spec"], check_table(), "spec");
  if (!draft) return std::unexpected(draft.error());
  HealthCheck check;
  check.meta = *std::move(meta);
  check.conditions = decode_conditions(object);
  check.target = draft->target;
  check.url = draft->url;
  check.port = draft->port;
  check.probe = probe_of(*draft);
  check.interval = draft->interval;
  check.fast = draft->fast.value_or(std::min(check.fast, check.interval));
  check.timeout = draft->timeout.value_or(std::min(check.timeout, check.interval));
  check.rise = draft->rise;
  check.fall = draft->fall;
  return check;
}

json::Value encode_spec(const HealthCheck& check) {
  const bool has_url = check.target == CheckTarget::url;
  CheckDraft draft{.target = check.target,
                   .url = check.url,
                   .port = check.port,
                   .http = {},
                   .tcp = {},
                   .interval = check.interval,
                   .fast = check.fast,
                   .timeout = check.timeout,
                   .rise = check.rise,
                   .fall = check.fall};
  if (const auto* http = std::get_if<HttpTemplate>(&check.probe)) {
    draft.http = draft_of(*http, has_url);
  } else if (!has_url) {
    draft.tcp.emplace();
  }
  return write_object(draft, check_table());
}

}  // namespace vigilcast::kube
