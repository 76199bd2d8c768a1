#include "pkg/kube/schema/kind.h"

#include <algorithm>
#include <limits>
#include <regex>

#include "pkg/base/text.h"
#include "pkg/kube/schema/patterns.h"

namespace vigilcast::kube {
namespace {

using namespace pattern;

std::string any_of_both(const std::string& a, const std::string& b) { return "(" + a + " || " + b + ")"; }

// At most seven groups beside a '::'.
std::string cel_ipv6(const std::string& subject) {
  return "(" + cel_matches(subject, kIpv6) + " && !(" + subject + ".contains('::') && " + subject + ".matches('([0-9a-fA-F]+:+){7}[0-9a-fA-F]')))";
}

std::string cel_ip(const std::string& subject) { return any_of_both(cel_matches(subject, kIpv4), cel_ipv6(subject)); }

// Of a dotted quad that is one, as a number.
std::string cel_ipv4_number(const std::string& subject) {
  const std::string octets = subject + ".split('.')";
  return "(((int(" + octets + "[0]) * 256 + int(" + octets + "[1])) * 256 + int(" + octets + "[2])) * 256 + int(" + octets + "[3]))";
}

std::string powers_of_two() {
  std::string out;
  for (unsigned i = 0; i <= 32; ++i) out += (i == 0 ? "[" : ", ") + std::to_string(std::uint64_t{1} << i);
  return out + "]";
}

// The group behind the last colon, filled up with zeros, so that two of them compare as texts.
std::string cel_last_group(const std::string& subject) {
  const std::string group = subject + ".substring(" + subject + ".lastIndexOf(':') + 1)";
  return "('0000' + " + group + ").substring(" + group + ".size()).lowerAscii()";
}

std::string cel_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// A rule about a text, and the verdict on one that does not follow it.
Rule about(std::string cel, const std::string& verdict) {
  return {std::move(cel), "this " + verdict, "", cel_quoted("'") + " + self + " + cel_quoted("' " + verdict)};
}

Rule when(const std::string& condition, const std::string& cel, const std::string& verdict) { return about("!(" + condition + ") || " + cel, verdict); }

std::vector<Rule> host_rules() {
  return {about(cel_ip("self"), "is not an IP address: write 192.0.2.1 or 2001:db8::1"),
          about("!(self in ['0.0.0.0', '::'] || self.matches('^(22[4-9]|23[0-9]|24[0-9]|25[0-5])[.]|^[fF][fF][0-9a-fA-F]{2}:'))", kNotOneHost)};
}

std::vector<Rule> address_rules() {
  std::vector<Rule> rules = host_rules();
  rules.push_back(about("!" + cel_link_local("self"), kLinkLocal));
  return rules;
}

std::vector<Rule> asn_rules() {
  std::vector<Rule> rules;
  for (const ReservedAsn& asn : kReservedAsns) rules.push_back({"self != " + std::to_string(asn.number), asn.sentence});
  return rules;
}

std::vector<Rule> range_rules() {
  const std::string first = "self.substring(0, self.indexOf('-'))";
  const std::string last = "self.substring(self.indexOf('-') + 1)";
  const std::string address = "self.substring(0, self.indexOf('/'))";
  const std::string length = "int(self.substring(self.indexOf('/') + 1))";
  const std::string v4_length = "(3[0-2]|[12]?[0-9])";
  const std::string v6_length = "(12[0-8]|1[01][0-9]|[1-9]?[0-9])";
  const std::string form_v4 = cel_matches("self", kIpv4 + "(/" + v4_length + "|-" + kIpv4 + ")?");
  const std::string form_v6_prefix = "self.contains('/') && " + cel_matches("self", "[0-9a-fA-F:]+/" + v6_length) + " && " + cel_ipv6(address);
  const std::string form_v6_range = "self.contains('-') && " + cel_ipv6(first) + " && " + cel_ipv6(last);
  const std::string form = "(" + form_v4 + " || (" + form_v6_prefix + ") || (" + form_v6_range + ") || " + cel_ipv6("self") + ")";
  const std::string is_v4 = "!self.contains(':')";
  const std::string before_last_group = ".lastIndexOf(':'))";
  return {
      about(form, "is neither a prefix (198.51.100.0/24), nor a range of one family (198.51.100.10-198.51.100.20), nor an address"),
      when(form + " && " + is_v4 + " && self.contains('-')", cel_ipv4_number(first) + " <= " + cel_ipv4_number(last),
           "ends before it begins: write the smaller address first"),
      when(form + " && " + is_v4 + " && self.contains('/')", cel_ipv4_number(address) + " % " + powers_of_two() + "[32 - " + length + "] == 0",
           "has bits behind its length: write the first address of the network, as in 198.51.100.0/24"),
      when(form + " && self.contains(':') && self.contains('-')",
           first + ".substring(0, " + first + before_last_group + ".lowerAscii() == " + last + ".substring(0, " + last + before_last_group +
               ".lowerAscii() && " + cel_last_group(first) + " <= " + cel_last_group(last),
           "is no range of IPv6 addresses that are alike up to the last colon, the smaller one first, such as 2001:db8::10-2001:db8::ff: write a larger one as "
           "a prefix"),
      when(form + " && self.contains(':') && self.contains('/')",
           "(" + address + ".endsWith('::') ? " + length + " > 16 * (" + address + ".split(':').size() - 3) : " + length + " > 112)",
           "has bits behind its length: write the first address of the network with '::' at its end, as in 2001:db8::/64"),
  };
}

const std::string kLabelName = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
const std::string kObjectName = "[a-z0-9]([-a-z0-9.]*[a-z0-9])?";

KindRow simple(ValueKind kind, std::string_view type, std::string_view words) { return {kind, type, "", 0, "", "", {}, words}; }

KindRow text(ValueKind kind, std::size_t length, std::string pattern, std::string verdict, std::string_view words) {
  return {kind, "string", "", length, std::move(pattern), std::move(verdict), {}, words};
}

const std::vector<KindRow>& rows() {
  static const std::vector<KindRow> kRows{
      text(ValueKind::text, 1024, "", "", "text"),
      simple(ValueKind::boolean, "boolean", "`true` or `false`"),
      simple(ValueKind::integer, "integer", "whole number"),
      text(ValueKind::word, 0, "", "", ""),
      text(ValueKind::duration, 32, "([0-9]{1,5}h)?([0-9]{1,6}m)?([0-9]{1,8}([.][0-9]{1,3})?s)?([0-9]{1,9}ms)?",
           "is not a duration: write numbers with their units, such as 200ms, 1.5s or 1m30s", "duration (`200ms`, `1m30s`)"),
      text(ValueKind::seconds, 32, "([0-9]{1,4}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?", "is not a duration in whole seconds: write 9s or 1m30s",
           "duration in whole seconds (`9s`)"),
      {ValueKind::time, "string", "date-time", 0, "", "", {}, "time (RFC 3339)"},
      {ValueKind::asn, "integer", "int64", 0, "", "", asn_rules(), "AS number"},
      text(ValueKind::ip, 45, "", "", "IP address"),
      {ValueKind::host, "string", "", 45, "", "", host_rules(), "IP address"},
      {ValueKind::address, "string", "", 45, "", "", address_rules(), "IP address"},
      text(ValueKind::device, 15, "[-_.@a-zA-Z0-9]+", "is not the name of an interface: letters, digits, '-', '_', '.' and '@' are possible",
           "name of an interface"),
      text(ValueKind::prefix, 49, "", "", "prefix"),
      {ValueKind::address_range, "string", "", 91, "", "", range_rules(), "prefix, range or address (`198.51.100.0/24`, `198.51.100.10-198.51.100.20`)"},
      text(ValueKind::community, 32,
           kUint16 + ":" + kUint16 + "|no-export|no-advertise|no-export-subconfed|no-peer|blackhole|graceful-shutdown|accept-own|llgr-stale|no-llgr",
           "is not a community: write two numbers up to 65535, as in 65001:100, or a name such as no-export, blackhole or graceful-shutdown; larger "
           "numbers "
           "fit in largeCommunities",
           "community (`65001:100`, `no-export`)"),
      text(ValueKind::large_community, 32, kUint32 + ":" + kUint32 + ":" + kUint32,
           "is not a large community: write three numbers up to 4294967295, as in 65001:1:2", "large community (`65001:1:2`)"),
      text(ValueKind::extended_community, 64,
           "(target|origin):(" + kUint16 + ":" + kUint32 + "|" + kUint32 + "L?:" + kUint16 + "|" + kIpv4 + ":" + kUint16 + ")|bandwidth:" + kUint16 +
               ":[0-9]{1,15}|0x[0-9a-fA-F]{16}",
           "is not an extended community: write target:65001:1, origin:65001:1, bandwidth:65001:125000000, or 0x and 16 hexadecimal digits",
           "extended community (`target:65001:1`)"),
      text(ValueKind::name, 253, kObjectName, "is not the name of an object: small letters, digits, '-' and '.' are possible", "name"),
      text(ValueKind::secret_key, 253, "[-._a-zA-Z0-9]+", "is not a key of a Secret: letters, digits, '-', '_' and '.' are possible", "key of a Secret"),
      text(ValueKind::label_key, 317, "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?" + kLabelName,
           "is not the name of a label: write it as kubernetes.io/hostname or rack", "name of a label"),
      text(ValueKind::label_value, 63, "(" + kLabelName + ")?", "is not the value of a label: letters, digits, '-', '_' and '.' are possible",
           "value of a label"),
      {ValueKind::port_or_name,
       "",
       "",
       63,
       kPort + "|[a-z0-9-]*[a-z][a-z0-9-]*",
       "is neither a port from 1 to 65535 nor the name of one",
       {{"type(self) == string || (self > 0 && self < 65536)", "ports go from 1 to 65535"}},
       "port number or name"},
      {ValueKind::status_range,
       "",
       "",
       7,
       "[1-5]\\d\\d(-[1-5]\\d\\d)?",
       "is not a status code or range: codes go from 100 to 599, as in 200 or 200-299",
       {{"type(self) == string || (self >= 100 && self <= 599)", "status codes go from 100 to 599"},
        {"type(self) == int || self.size() != 7 || self.substring(0, 3) <= self.substring(4)", "the range ends before it begins"}},
       "status code or range (`200-299`)"},
      text(ValueKind::probe_url, 1024, "(https?://" + kUrlHost + "(:" + kPort + ")?([/?]" + kUrlRest + ")?|tcp://" + kUrlHost + ":" + kPort + ")",
           "is not a URL to probe: write http://127.0.0.1:8080/healthz, https://… or tcp://127.0.0.1:443, without user, password and '#'",
           "URL (`http://`, `https://`, `tcp://`)"),
      text(ValueKind::http_host, 255, "[A-Za-z0-9._-]+(:" + kPort + ")?|\\[[0-9a-fA-F:.]+\\](:" + kPort + ")?", "is not a host name or address", "host name"),
      text(ValueKind::http_path, 1024, "/" + kUrlRest, "is not a path: it begins with '/' and has no spaces, no control characters and no '#'", "path"),
      text(ValueKind::header_name, 64, "[-!#$%&'*+.^_`|~0-9A-Za-z]+", "is not the name of a header", "name of a header"),
      text(ValueKind::header_value, 1024, "[ -~]*", "is not the value of a header: one line of plain text", "value of a header"),
      simple(ValueKind::object, "object", "object"),
  };
  return kRows;
}

// Compiled once, in the order of the rows; threads read them together.
const std::regex& compiled(const KindRow& row) {
  static const std::vector<std::regex> kCompiled = [] {
    std::vector<std::regex> all;
    for (const KindRow& each : rows()) all.emplace_back(each.pattern);
    return all;
  }();
  return kCompiled[static_cast<std::size_t>(&row - rows().data())];
}

bool is_duration(ValueKind kind) { return kind == ValueKind::duration || kind == ValueKind::seconds; }

// "0s or at least 3s"
std::string at_least(const FieldDoc& doc) { return (doc.or_zero ? "0s or at least " : "at least ") + std::string(doc.shortest); }

// The pattern as a rule. A number in the place of a text has no pattern.
Rule pattern_rule(const KindRow& row) {
  const bool number_or_text = row.type.empty();
  const std::string rule = cel_matches("self", row.pattern);
  Rule out = about((number_or_text ? "type(self) == int || " : "") + rule + (is_duration(row.kind) ? " && self != ''" : ""), row.verdict);
  if (number_or_text) out.expression.clear();  // of no bounded cost
  return out;
}

void add_duration_limits(std::vector<Rule>& rules, const FieldDoc& doc) {
  const std::string not_one = "!(" + rules.front().cel + ") || ";
  const auto duration = [](std::string_view text) { return "duration('" + std::string(text) + "')"; };
  const std::string zero = doc.or_zero ? "duration(self) == duration('0s') || " : "";
  if (!doc.shortest.empty()) rules.push_back(about(not_one + zero + "duration(self) >= " + duration(doc.shortest), "is too short: " + at_least(doc)));
  if (!doc.longest.empty()) rules.push_back(about(not_one + "duration(self) <= " + duration(doc.longest), "is too long: at most " + std::string(doc.longest)));
}

}  // namespace

bool is_large(const FieldDoc& doc) {
  return doc.most && *doc.most > std::numeric_limits<std::int32_t>::max() && *doc.most < std::numeric_limits<std::int64_t>::max();
}

std::string too_large(const FieldDoc& doc) { return "too large: at most " + std::to_string(*doc.most); }

const KindRow& row_of(ValueKind kind) { return *std::ranges::find(rows(), kind, &KindRow::kind); }

std::string cel_link_local(std::string_view subject) { return std::string(subject) + ".matches('^[fF][eE][89abAB][0-9a-fA-F]:')"; }

std::string cel_matches(std::string_view subject, std::string_view pattern) {
  const bool choice = pattern.find('|') != std::string_view::npos;
  return std::string(subject) + ".matches(" + cel_quoted((choice ? "^(" : "^") + std::string(pattern) + (choice ? ")$" : "$")) + ")";
}

std::string why_not(const FieldDoc& doc, std::string_view text) {
  const KindRow& row = row_of(doc.kind);
  const std::size_t most = doc.max_length.value_or(row.max_length);
  if (most != 0 && text.size() > most) return "this is longer than " + std::to_string(most) + " bytes";
  if (doc.kind == ValueKind::word && std::ranges::find(doc.words, text) == doc.words.end()) {
    std::string known;
    for (const std::string_view word : doc.words) known += (known.empty() ? "" : ", ") + std::string(word);
    return "'" + printable(text) + "' is not one of " + known;
  }
  if (row.pattern.empty() || std::regex_match(text.begin(), text.end(), compiled(row))) return {};
  return "'" + printable(text) + "' " + row.verdict;
}

std::vector<Rule> rules_of(const FieldDoc& doc) {
  const KindRow& row = row_of(doc.kind);
  std::vector<Rule> rules;
  if (!row.pattern.empty()) rules.push_back(pattern_rule(row));
  if (is_duration(doc.kind)) add_duration_limits(rules, doc);
  rules.insert(rules.end(), row.rules.begin(), row.rules.end());
  if (is_large(doc)) rules.push_back({"self <= " + std::to_string(*doc.most), "this is " + too_large(doc)});
  return rules;
}

std::string limits_text(const FieldDoc& doc) {
  if (!doc.shortest.empty() && !doc.longest.empty()) return (doc.or_zero ? "0s, or " : "") + std::string(doc.shortest) + " to " + std::string(doc.longest);
  if (doc.least && doc.most && *doc.most < std::numeric_limits<std::int64_t>::max()) return std::to_string(*doc.least) + " to " + std::to_string(*doc.most);
  return {};
}

}  // namespace vigilcast::kube
