#include "bgp/wire/attr/unknown.h"

#include <optional>

#include "bgp/wire/attr/words.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

std::optional<std::string_view> hex_digits(std::string_view word) {
  if (!word.starts_with("0x") && !word.starts_with("0X")) return std::nullopt;
  return word.substr(2);
}

std::optional<std::uint8_t> hex_octet(std::string_view word) {
  const auto digits = hex_digits(word);
  if (!digits) return std::nullopt;
  return parse_number<std::uint8_t>(*digits, 16);
}

std::string hex(std::uint8_t octet) { return "0x" + to_hex(ByteView(&octet, 1)); }

// ExaBGP has the octets of a value in lower case, those in front of it in upper case.
std::string digits(ByteView value) { return "0x" + to_lower(to_hex(value)); }

}  // namespace

void UnknownAttribute::encode(Bytes& out, const Negotiated& /*session*/) const { ByteWriter(out).bytes(value); }

Result<UnknownAttribute> UnknownAttribute::parse(TextCursor& words) {
  const auto list = list_of_words(words, kDescriptor.name);
  if (!list) return std::unexpected(list.error());
  const std::string hint = "write [ 0xCODE 0xFLAGS 0xVALUE ], such as [ 0x99 0xC0 0x0102 ]";
  if (list->size() != 3) return fail("attribute needs three hexadecimal numbers, not " + std::to_string(list->size()), "", hint);
  const auto code = hex_octet((*list)[0]);
  const auto flags = hex_octet((*list)[1]);
  if (!code || !flags) return fail("'" + std::string((*list)[code ? 1 : 0]) + "' is not an octet in hexadecimal", "", hint);
  const auto digits = hex_digits((*list)[2]);
  auto value = digits ? from_hex(*digits) : std::nullopt;
  if (!value) return fail("'" + std::string((*list)[2]) + "' is not an even number of hexadecimal digits", "", hint);
  if (value->size() > 0xffff) return fail("the attribute value is longer than 65535 octets");
  return UnknownAttribute{*code, *flags, std::move(*value)};
}

void UnknownAttribute::append_text(std::string& out, Dialect /*dialect*/) const { out += "[ " + hex(code) + " " + hex(flags) + " " + digits(value) + " ]"; }

void UnknownAttribute::append_json(std::string& out, Dialect /*dialect*/) const { out += "\"" + digits(value) + "\""; }

}  // namespace vigilcast::bgp
