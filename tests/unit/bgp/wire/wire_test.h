// What many tests of the codec need: bytes from hexadecimal, words, sessions.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "bgp/wire/attr/set.h"
#include "bgp/wire/message.h"
#include "bgp/wire/negotiated.h"
#include "bgp/wire/update.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::wire_test {

inline Bytes hex(std::string_view text) {
  const auto bytes = from_hex(text);
  EXPECT_TRUE(bytes) << text;
  return bytes.value_or(Bytes{});
}

// Internal, with four-octet AS numbers: the session on which every attribute may come.
inline Negotiated internal_session() {
  Negotiated out;
  out.local_as = 65000;
  out.peer_as = 65000;
  out.as4 = true;
  out.families = {kIpv4Unicast, kIpv4Flow, kIpv6Unicast};
  return out;
}

inline Negotiated external_session() {
  Negotiated out = internal_session();
  out.peer_as = 65001;
  return out;
}

inline Negotiated two_octet_session() {
  Negotiated out = internal_session();
  out.as4 = false;
  return out;
}

// "med 10" as an attribute; what cannot be read is "error: …".
inline Result<Attribute> read(std::string_view text) {
  const auto all = words(text);
  TextCursor cursor{std::span(all).subspan(1)};
  auto out = parse_attribute(all[0], cursor);
  if (out && !cursor.done()) return fail("left over: " + std::string(cursor.peek()));
  return out;
}

inline AttributeSet set_of(std::initializer_list<std::string_view> texts) {
  AttributeSet out;
  for (const std::string_view text : texts) {
    auto attribute = read(text);
    EXPECT_TRUE(attribute) << text << ": " << (attribute ? "" : attribute.error().to_string());
    if (attribute) out.set(std::move(*attribute));
  }
  return out;
}

inline std::string text_of(const Attribute& attribute, Dialect dialect = Dialect::v5_0) {
  AttributeSet set;
  set.set(attribute);
  return std::string(trim(set.text(dialect)));
}

inline std::string json_of(const Attribute& attribute, Dialect dialect = Dialect::v5_0) {
  AttributeSet set;
  set.set(attribute);
  std::string out;
  set.append_json(out, dialect);
  return out;
}

inline std::string wire_of(const Attribute& attribute, const Negotiated& session) {
  Bytes out;
  encode_attribute(out, attribute, session);
  return to_hex(out);
}

inline Nlri nlri(std::string_view prefix, std::uint32_t path_id = 0) { return unicast_nlri(*Prefix::parse(prefix), path_id); }

inline NextHop via(std::string_view address) { return {*IpAddress::parse(address), std::nullopt}; }

// The body of the one message in `bytes`.
inline ByteView body_of(const Bytes& bytes) {
  const auto frame = next_frame(bytes, kMaxExtendedMessage);
  EXPECT_TRUE(frame && *frame && (*frame)->whole.size() == bytes.size());
  return frame && *frame ? (*frame)->body : ByteView{};
}

}  // namespace vigilcast::bgp::wire_test
