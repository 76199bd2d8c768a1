#include "bgp/wire/attr/as_path.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "bgp/wire/asn.h"
#include "bgp/wire/attr/words.h"
#include "bgp/wire/open.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp {
namespace {

using Segment = AsPath::Segment;
using SegmentType = AsPath::SegmentType;

constexpr std::size_t kMostAsns = 255;  // in one segment on the wire

bool is_confederation(SegmentType type) { return type == SegmentType::confed_sequence || type == SegmentType::confed_set; }
bool is_set(SegmentType type) { return type == SegmentType::set || type == SegmentType::confed_set; }

std::string_view element_name(SegmentType type) {
  switch (type) {
    case SegmentType::set: return "as-set";
    case SegmentType::sequence: return "as-sequence";
    case SegmentType::confed_sequence: return "confed-sequence";
    case SegmentType::confed_set: return "confed-set";
  }
  return "";
}

void append_asns(std::string& out, const std::vector<std::uint32_t>& asns, std::string_view separator) {
  for (std::size_t i = 0; i < asns.size(); ++i) {
    if (i != 0) out += separator;
    out += std::to_string(asns[i]);
  }
}

// ExaBGP 5 prints "( sequence )" and "[ set ]", 4.2 prints one bracket around everything and parentheses around a set.
void append_text_5(std::string& out, const AsPath& path) {
  for (const Segment& segment : path.segments) {
    if (&segment != &path.segments.front()) out += ' ';
    const bool set = is_set(segment.type);
    const bool confederation = is_confederation(segment.type);
    out += set ? "[ " : "( ";
    if (confederation) out += "{ ";
    append_asns(out, segment.asns, " ");
    if (confederation) out += " }";
    out += set ? " ]" : " )";
  }
  if (path.empty()) out += "(  )";
}

void append_text_4(std::string& out, const AsPath& path) {
  out += "[ ";
  for (const Segment& segment : path.segments) {
    const bool confederation = is_confederation(segment.type);
    if (is_set(segment.type)) out += "( ";
    if (confederation) out += "{ ";
    append_asns(out, segment.asns, " ");
    if (confederation) out += " }";
    if (is_set(segment.type)) out += " )";
    out += ' ';
  }
  out += ']';
}

// The ASNs of all segments of one type, as 4.2 has them in JSON.
std::vector<std::uint32_t> asns_of(const AsPath& path, SegmentType type) {
  std::vector<std::uint32_t> out;
  for (const Segment& segment : path.segments) {
    if (segment.type == type) out.insert(out.end(), segment.asns.begin(), segment.asns.end());
  }
  return out;
}

void append_json_array(std::string& out, const std::vector<std::uint32_t>& asns) {
  if (asns.empty()) {
    out += "[]";
    return;
  }
  out += "[ ";
  append_asns(out, asns, ", ");
  out += " ]";
}

// Text is read as a flat list of tokens: files keep "(65001" in one word, the process API does not.
std::vector<std::string_view> tokens_of(std::string_view word) {
  std::vector<std::string_view> out;
  while (!word.empty()) {
    const auto bracket = word.find_first_of("()[]{},");
    if (bracket != 0) out.push_back(word.substr(0, bracket));
    if (bracket == std::string_view::npos) break;
    out.push_back(word.substr(bracket, 1));
    word.remove_prefix(bracket + 1);
  }
  return out;
}

std::string_view closing(std::string_view open) { return open == "[" ? "]" : open == "(" ? ")" : "}"; }

bool opens(std::string_view token) { return token == "[" || token == "(" || token == "{"; }

// Takes the tokens of one bracketed group, nested ones included, off the words.
Result<std::vector<std::string_view>> take_group(TextCursor& words) {
  std::vector<std::string_view> out;
  std::vector<std::string_view> open;
  do {
    if (words.done()) return fail("a bracket of as-path is not closed", "", "write as-path [ 65001 65002 ]");
    for (const std::string_view token : tokens_of(words.next())) {
      if (opens(token)) {
        open.push_back(token);
      } else if (!open.empty() && token == closing(open.back())) {
        open.pop_back();
      } else if (token == "]" || token == ")" || token == "}") {
        return fail("the brackets of as-path do not match", "", "write as-path [ 65001 65002 ]");
      }
      out.push_back(token);
    }
  } while (!open.empty());
  return out;
}

// Index just behind the group that starts at `start`.
std::size_t end_of_group(std::span<const std::string_view> tokens, std::size_t start) {
  std::size_t depth = 0;
  std::size_t at = start;
  do {
    if (opens(tokens[at])) {
      ++depth;
    } else if (tokens[at] == "]" || tokens[at] == ")" || tokens[at] == "}") {
      --depth;
    }
    ++at;
  } while (depth != 0);
  return at;
}

SegmentType type_of(bool set, bool confederation) {
  if (confederation) return set ? SegmentType::confed_set : SegmentType::confed_sequence;
  return set ? SegmentType::set : SegmentType::sequence;
}

// The next segment of the path, or more of its last one.
void join_segment(AsPath& path, Segment segment) {
  if (path.empty() || path.segments.back().type != segment.type) return path.segments.push_back(std::move(segment));
  std::vector<std::uint32_t>& last = path.segments.back().asns;
  last.insert(last.end(), segment.asns.begin(), segment.asns.end());
}

// One group's content: ASNs make a segment; a nested { } is a confederation segment in its place (5.0). What stands in nested [ ] or ( ) is one set behind all
// the rest, as 4.2 sends it: [ 1 ( 2 ) 3 ( 4 ) ] is the sequence 1 3 and the set 2 4.
Result<void> add_group(AsPath& path, std::span<const std::string_view> tokens, bool set, bool confederation, unsigned depth) {
  if (depth > 2) return fail("as-path is nested too deeply");
  AsPath front, behind;
  for (std::size_t at = 0; at < tokens.size();) {
    const std::string_view token = tokens[at];
    if (opens(token)) {
      const std::size_t end = end_of_group(tokens, at);
      const bool brace = token == "{";
      AsPath nested;
      const auto added = add_group(nested, tokens.subspan(at + 1, end - at - 2), brace ? set : true, brace || confederation, depth + 1);
      if (!added) return added;
      for (Segment& segment : nested.segments) join_segment(brace ? front : behind, std::move(segment));
      at = end;
      continue;
    }
    ++at;
    if (token == ",") continue;
    const auto asn = parse_asn(token);
    if (!asn) return fail("'" + std::string(token) + "' is not an AS number", "", "write a number from 0 to 4294967295");
    join_segment(front, {type_of(set, confederation), {*asn}});
  }
  for (AsPath* part : {&front, &behind}) std::ranges::move(part->segments, std::back_inserter(path.segments));
  return {};
}

}  // namespace

AsPath AsPath::sequence(std::vector<std::uint32_t> asns) {
  AsPath out;
  if (!asns.empty()) out.segments.push_back({SegmentType::sequence, std::move(asns)});
  return out;
}

std::expected<AsPath, Fault> AsPath::decode(ByteView value, const Negotiated& session) {
  const auto bad = [](std::string why) { return malformed(kDescriptor, update_error::malformed_as_path, std::move(why)); };
  AsPath out;
  const std::size_t width = session.as4 ? 4 : 2;
  for (ByteReader reader(value); !reader.empty();) {
    const std::uint8_t type = reader.u8();
    const std::size_t count = reader.u8();
    if (!reader.ok()) return bad("has an octet too many");
    if (type < 1 || type > 4) return bad("has a segment of the undefined type " + std::to_string(type));
    if (count == 0) return bad("has an empty segment");
    if (reader.remaining() < count * width) return bad("has a segment that is longer than the attribute");
    if (!session.ibgp() && type > 2) return bad("has a confederation segment, and the peer is outside of our AS");  // RFC 5065 section 5
    Segment& segment = out.segments.emplace_back(Segment{static_cast<SegmentType>(type), {}});
    segment.asns.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t asn = session.as4 ? reader.u32() : reader.u16();
      if (asn == 0) return bad("contains AS 0");  // RFC 7607
      segment.asns.push_back(asn);
    }
  }
  if (out.empty() && !session.ibgp()) return bad("is empty, and the peer is outside of our AS");
  return out;
}

void AsPath::encode(Bytes& out, const Negotiated& session) const {
  ByteWriter writer(out);
  for (const Segment& segment : segments) {
    for (std::size_t at = 0; at < segment.asns.size(); at += kMostAsns) {
      const std::size_t count = std::min(kMostAsns, segment.asns.size() - at);
      writer.u8(static_cast<std::uint8_t>(segment.type)).u8(static_cast<std::uint8_t>(count));
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t asn = segment.asns[at + i];
        if (session.as4) {
          writer.u32(asn);
        } else {
          writer.u16(asn > 0xffff ? kAsTrans : static_cast<std::uint16_t>(asn));
        }
      }
    }
  }
}

Result<AsPath> AsPath::parse(TextCursor& words) {
  if (words.done()) return fail("as-path needs a value", "", "write as-path [ 65001 65002 ]");
  AsPath out;
  if (const auto asn = parse_asn(words.peek())) {
    words.next();
    return sequence({*asn});
  }
  if (words.peek().find_first_of("[(") != 0) return fail("'" + std::string(words.peek()) + "' is not an as-path", "", "write as-path [ 65001 65002 ]");
  do {
    const auto group = take_group(words);
    if (!group) return std::unexpected(group.error());
    const std::span<const std::string_view> tokens(*group);
    for (std::size_t at = 0; at < tokens.size();) {  // "(1)(2)" is one word
      if (tokens[at] != "[" && tokens[at] != "(") return fail("'" + std::string(tokens[at]) + "' stands outside of the brackets of as-path");
      const std::size_t end = end_of_group(tokens, at);
      if (const auto added = add_group(out, tokens.subspan(at + 1, end - at - 2), tokens[at] == "(", false, 0); !added) return std::unexpected(added.error());
      at = end;
    }
  } while (words.peek().starts_with('[') || words.peek().starts_with('('));
  return out;
}

void AsPath::append_text(std::string& out, Dialect dialect) const { dialect >= Dialect::v5_0 ? append_text_5(out, *this) : append_text_4(out, *this); }

void AsPath::append_json(std::string& out, Dialect dialect) const {
  if (dialect < Dialect::v5_0) {
    // The value of "as-path", and the members that 4.2 has beside it.
    append_json_array(out, asns_of(*this, SegmentType::sequence));
    if (const auto set = asns_of(*this, SegmentType::set); !set.empty()) append_json_array(out += ", \"as-set\": ", set);
    append_json_array(out += ", \"confederation-path\": ", asns_of(*this, SegmentType::confed_sequence));
    if (const auto set = asns_of(*this, SegmentType::confed_set); !set.empty()) append_json_array(out += ", \"confederation-set\": ", set);
    return;
  }
  out += '{';
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (i != 0) out += ", ";
    out += "\"" + std::to_string(i) + "\": {\"element\": \"" + std::string(element_name(segments[i].type)) + "\", \"value\": [";
    append_asns(out, segments[i].asns, ", ");
    out += "]}";
  }
  out += '}';
}

std::size_t AsPath::length() const {
  std::size_t out = 0;
  for (const Segment& segment : segments) {
    if (segment.type == SegmentType::sequence) out += segment.asns.size();
    if (segment.type == SegmentType::set) out += 1;
  }
  return out;
}

bool AsPath::needs_as4() const {
  return std::ranges::any_of(segments,
                             [](const Segment& segment) { return std::ranges::any_of(segment.asns, [](std::uint32_t asn) { return asn > 0xffff; }); });
}

}  // namespace vigilcast::bgp
