#include "pkg/config/values.h"

#include <algorithm>

#include "healthcheck/monitor/expression.h"
#include "healthcheck/url.h"
#include "pkg/base/text.h"

namespace vigilcast::config {
namespace {

bool leading_zero(std::string_view digits) { return digits.size() > 1 && digits.starts_with('0'); }

std::optional<std::uint32_t> parse_asn(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() > 2 || std::ranges::any_of(parts, leading_zero)) return std::nullopt;
  if (parts.size() == 1) return parse_number<std::uint32_t>(text);
  const auto high = parse_number<std::uint16_t>(parts[0]);
  const auto low = parse_number<std::uint16_t>(parts[1]);
  if (!high || !low) return std::nullopt;
  return (static_cast<std::uint32_t>(*high) << 16U) | *low;
}

// RFC 7607, RFC 6793, RFC 7300.
std::string_view reserved(std::uint32_t asn) {
  if (asn == 0) return "AS 0 is nobody's";
  if (asn == 23456) return "AS 23456 is AS_TRANS, a stand-in on old sessions";
  if (asn == 65535 || asn == 4294967295U) return "the last AS number of a range is reserved";
  return {};
}

// Tells the error of a parser that knows nothing of places.
template <class T>
std::optional<T> told(const yaml::Node& node, Load& load, Result<T> value, std::string_view hint = {}) {
  if (value) return *std::move(value);
  load.reader.error(node, value.error().text, value.error().hint.empty() ? std::string(hint) : value.error().hint);
  return std::nullopt;
}

}  // namespace

std::optional<std::uint32_t> read_asn(const yaml::Node& node, Load& load) {
  const auto word = load.reader.word(node, "an AS number");
  if (!word) return std::nullopt;
  const auto asn = parse_asn(*word);
  if (!asn) {
    load.reader.error(node, "'" + std::string(*word) + "' is not an AS number", "write a number from 1 to 4294967294, or asdot such as 1.10");
    return std::nullopt;
  }
  if (const auto why = reserved(*asn); !why.empty()) {
    load.reader.error(node, std::string(*word) + " cannot be used: " + std::string(why));
    return std::nullopt;
  }
  return asn;
}

std::optional<IpAddress> read_address(const yaml::Node& node, Load& load) {
  const auto word = load.reader.word(node, "an IP address");
  if (!word) return std::nullopt;
  auto address = told(node, load, IpAddress::parse(*word), word->find('/') == std::string_view::npos ? "" : "write the address without a prefix length");
  if (address && (address->is_unspecified() || address->is_multicast())) {
    load.reader.error(node, std::string(*word) + " is not the address of one host");
    return std::nullopt;
  }
  return address;
}

std::optional<Prefix> read_prefix(const yaml::Node& node, Load& load) {
  const auto word = load.reader.word(node, "a prefix such as 192.0.2.0/24");
  return word ? told(node, load, Prefix::parse(*word)) : std::nullopt;
}

std::optional<Endpoint> read_endpoint(const yaml::Node& node, Load& load) {
  const auto word = load.reader.word(node, "an address and a port");
  return word ? told(node, load, Endpoint::parse(*word), "write it as \"127.0.0.1:7479\" or \"[::1]:7479\"") : std::nullopt;
}

std::optional<bgp::Family> read_family(const yaml::Node& node, Load& load) {
  const auto word = load.reader.word(node, "an address family such as ipv4 unicast");
  if (!word) return std::nullopt;
  const auto parts = words(*word);
  const auto family = parts.size() == 2 ? bgp::parse_family(parts[0], parts[1]) : std::nullopt;
  if (!family) load.reader.error(node, "'" + std::string(*word) + "' is not an address family", "write two words, such as ipv4 unicast or ipv6 unicast");
  return family;
}

std::optional<std::string> read_path(const yaml::Node& node, Load& load) {
  auto path = load.reader.text(node);
  if (path && !path->starts_with('/')) path = load.directory + *path;
  return path;
}

std::optional<std::string> read_file(const yaml::Node& node, Load& load) {
  const auto path = read_path(node, load);
  if (!path) return std::nullopt;
  auto content = load.read_file(*path);
  if (content) return *std::move(content);
  load.reader.error(node, "cannot read " + *path + ": " + content.error().text, content.error().hint);
  return std::nullopt;
}

std::optional<std::string> read_name(const yaml::Node& node, Load& load) {
  auto name = load.reader.text(node);
  if (name && !health::Expression::is_name(*name)) {
    load.reader.error(node, "'" + *name + "' is not a name", "letters, digits and _ - . / : are possible; and, or, not and atLeast are taken");
    return std::nullopt;
  }
  return name;
}

std::optional<std::string> read_url(const yaml::Node& node, Load& load) {
  auto url = load.reader.text(node);
  if (!url || !told(node, load, health::HttpUrl::parse(*url))) return std::nullopt;
  if (url->find('#') == std::string::npos) return url;
  load.reader.error(node, "what follows # in a URL is never sent", "leave it out, or write # as %23");
  return std::nullopt;
}

std::optional<std::string> read_target(const yaml::Node& node, Load& load) {
  const auto word = load.reader.word(node, "a host and a port");
  if (!word || !told(node, load, health::HostPort::parse(*word))) return std::nullopt;
  return std::string(*word);
}

std::optional<health::StatusRange> read_status(const yaml::Node& node, Load& load) {
  const auto word = load.reader.word(node, "a status code or range");
  if (!word) return std::nullopt;
  const auto parts = split(*word, '-');
  const auto first = parse_number<unsigned>(parts.front());
  const auto last = parse_number<unsigned>(parts.back());
  if (parts.size() <= 2 && first && last && *first >= 100 && *last <= 599 && *first <= *last) return health::StatusRange{*first, *last};
  load.reader.error(node, "'" + std::string(*word) + "' is not a status code or range", "codes go from 100 to 599: 200, 200-299, or a list of these");
  return std::nullopt;
}

}  // namespace vigilcast::config
