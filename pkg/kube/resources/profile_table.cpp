// How a prefix is announced: the path attributes that a person may choose.
#include <algorithm>
#include <limits>

#include "bgp/wire/attr/all.h"
#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

using announce::Profile;

constexpr std::int64_t kMostU32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kMostPrepends = 64;
constexpr std::size_t kMostCommunities = 64;

// An attribute with one number.
template <class Attribute, std::uint32_t Attribute::* Number>
Field<Profile> number_field(FieldDoc doc) {
  doc.kind = ValueKind::integer;
  doc.least = 0;
  doc.most = kMostU32;
  return {std::move(doc),
          [](Profile& profile, const json::Value& value, const FieldDoc& row, const Reader& reader) {
            Attribute attribute{};
            read_value(attribute.*Number, value, row, reader);
            profile.attributes.set(attribute);
          },
          [](const Profile& profile, const FieldDoc& row) {
            const auto* attribute = profile.attributes.find<Attribute>();
            return attribute == nullptr ? json::Value() : write_value(attribute->*Number, row);
          }};
}

// An attribute with a list, sorted as it goes on the wire.
template <class List>
Field<Profile> list_field(FieldDoc doc) {
  doc.shape = Shape::set;
  doc.max_items = kMostCommunities;
  return {std::move(doc),
          [](Profile& profile, const json::Value& value, const FieldDoc& row, const Reader& reader) {
            List list;
            read_value(list.values, value, row, reader);
            std::ranges::sort(list.values);
            if (!list.values.empty()) profile.attributes.set(std::move(list));
          },
          [](const Profile& profile, const FieldDoc& row) {
            const auto* list = profile.attributes.find<List>();
            return list == nullptr ? json::Value() : write_value(list->values, row);
          }};
}

}  // namespace

const Table<Profile>& profile_table() {
  static const Table<Profile> kTable{
      .name = "attributes",
      .text = "Path attributes of the announcement. `{}` announces plainly.",
      .fields = {
          number_field<bgp::Med, &bgp::Med::value>({.key = "med", .text = "MULTI_EXIT_DISC: among routes from one neighbouring AS the lower one wins."}),
          number_field<bgp::LocalPreference, &bgp::LocalPreference::value>(
              {.key = "localPreference", .fallback_words = "100", .text = "LOCAL_PREF: the higher one wins; internal sessions only."}),
          list_field<bgp::Communities>(
              {.key = "communities", .kind = ValueKind::community, .text = "Communities (RFC 1997): numbers or well-known names such as `graceful-shutdown`."}),
          list_field<bgp::LargeCommunities>({.key = "largeCommunities", .kind = ValueKind::large_community, .text = "Large communities (RFC 8092)."}),
          list_field<bgp::ExtendedCommunities>(
              {.key = "extendedCommunities", .kind = ValueKind::extended_community, .text = "Extended communities (RFC 4360)."}),
          field<&Profile::as_path_prepend>({.key = "asPathPrepend",
                                            .kind = ValueKind::integer,
                                            .fallback_words = "0",
                                            .least = 0,
                                            .most = kMostPrepends,
                                            .text = "Our AS this many times more in the path, so that others are preferred."})}};
  return kTable;
}

}  // namespace vigilcast::kube
