// What each kind of value is in JSON, which texts it takes, and the sentences for those that it does not.
#pragma once

#include <array>

#include "pkg/kube/schema/field.h"

namespace vigilcast::kube {

// Verdicts that reading gives as well.
inline constexpr const char* kNotOneHost = "is not the address of one host";
inline constexpr const char* kLinkLocal = "is link-local: use a global or unique local address";
// AS numbers that nobody has, with why.
struct ReservedAsn {
  std::int64_t number;
  const char* sentence;
};
inline constexpr std::array kReservedAsns{ReservedAsn{23456, "AS 23456 is AS_TRANS, a stand-in on old sessions: it cannot be used"},
                                          ReservedAsn{65535, "the last AS number of a range is reserved (RFC 7300): it cannot be used"}};

struct KindRow {
  ValueKind kind;
  std::string_view type;          // of JSON; empty: a number or a text
  std::string_view format;        // of OpenAPI
  std::size_t max_length = 0;     // of a text; 0: it is none
  std::string pattern;            // the whole text; empty: any. In the part of the language that RE2 and ECMAScript share
  std::string verdict;            // what is said of a text that is not so: "is not a duration: write 200ms or 1m30s"
  std::vector<Rule> rules;        // more that the API server checks
  std::string_view words;         // for the documentation: "AS number"
};

const KindRow& row_of(ValueKind kind);

// A CEL expression: whether `subject` is a text of that pattern.
std::string cel_matches(std::string_view subject, std::string_view pattern);

// The same: whether an address is link-local (IPv6).
std::string cel_link_local(std::string_view subject);

// Why the text is none of that kind; empty when it is. By pattern and length alone.
std::string why_not(const FieldDoc& doc, std::string_view text);

// The CEL rules of one value of this field: those of its kind, of its limits, and its own.
std::vector<Rule> rules_of(const FieldDoc& doc);

// The limit needs more than 32 bits. API servers would print it as 4.294967294e+09, so that a rule with a sentence takes its place.
bool is_large(const FieldDoc& doc);
std::string too_large(const FieldDoc& doc);  // "too large: at most 4294967294"

// "0s, or from 3s to 65535s", "1 to 65535"; empty: no limits.
std::string limits_text(const FieldDoc& doc);

}  // namespace vigilcast::kube
