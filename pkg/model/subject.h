// What `explain` can be asked about: a row for each kind of thing.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace vigilcast::model {

enum class SubjectKind : std::uint8_t { any, peer, service, prefix, advertisement, health_check };

struct SubjectRow {
  SubjectKind kind;
  std::string_view word;  // as people write it
};

inline constexpr std::array kSubjects{SubjectRow{SubjectKind::peer, "peer"}, SubjectRow{SubjectKind::service, "service"},
                                      SubjectRow{SubjectKind::prefix, "prefix"}, SubjectRow{SubjectKind::advertisement, "advertisement"},
                                      SubjectRow{SubjectKind::health_check, "healthcheck"}};

// Whether something of the kind `is` is asked for.
constexpr bool asks_for(SubjectKind asked, SubjectKind is) { return asked == SubjectKind::any || asked == is; }

}  // namespace vigilcast::model
