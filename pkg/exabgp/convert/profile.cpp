#include "pkg/exabgp/convert/profile.h"

#include <algorithm>

#include "pkg/exabgp/convert/yaml_words.h"

namespace vigilcast::exabgp::convert {
namespace {

template <class List>
std::string list_words(const List& list) {
  std::vector<std::string> out;
  for (const auto& value : list.values) out.push_back(in_quotes(value.to_string()));
  return flow_list(out);
}

// How many times more than usual our AS stands in it; nothing when there is something else in it.
std::optional<std::size_t> prepends(const bgp::AsPath& path, std::uint32_t local_as, bool external) {
  const std::size_t usual = external ? 1 : 0;
  if (path.empty()) return usual == 0 ? std::optional<std::size_t>(0) : std::nullopt;
  const auto& first = path.segments.front();
  const bool own = path.segments.size() == 1 && first.type == bgp::AsPath::SegmentType::sequence &&
                   std::ranges::all_of(first.asns, [&](std::uint32_t asn) { return asn == local_as; });
  constexpr std::size_t kMost = 64;
  if (!own || first.asns.size() - usual > kMost) return std::nullopt;
  return first.asns.size() - usual;
}

class Profile {
 public:
  Profile(std::uint32_t local_as, bool external) : local_as_(local_as), external_(external) {}

  Result<void> operator()(const bgp::Origin& origin) {
    if (origin == bgp::Origin{}) return {};
    return fail("origin has no key");
  }
  Result<void> operator()(const bgp::AsPath& path) {
    const auto more = prepends(path, local_as_, external_);
    if (!more) return fail("this as-path has no key (asPathPrepend repeats our own AS)");
    if (*more != 0) words_.say("asPathPrepend", *more);
    return {};
  }
  Result<void> operator()(const bgp::Med& med) { return words_.say("med", med.value), Result<void>{}; }
  Result<void> operator()(const bgp::LocalPreference& preference) { return words_.say("localPreference", preference.value), Result<void>{}; }
  Result<void> operator()(const bgp::Communities& list) { return words_.say("communities", list_words(list)), Result<void>{}; }
  Result<void> operator()(const bgp::LargeCommunities& list) { return words_.say("largeCommunities", list_words(list)), Result<void>{}; }
  Result<void> operator()(const bgp::ExtendedCommunities& list) { return words_.say("extendedCommunities", list_words(list)), Result<void>{}; }
  template <class Other>
  Result<void> operator()(const Other&) {
    return fail(std::string(Other::kDescriptor.name) + " has no key");
  }

  [[nodiscard]] std::string text() const { return words_.text(); }

 private:
  std::uint32_t local_as_;
  bool external_;
  FlowMap words_;
};

}  // namespace

Result<std::string> profile_words(const bgp::AttributeSet& attributes, std::uint32_t local_as, bool external) {
  Profile profile(local_as, external);
  for (const bgp::Attribute& attribute : attributes) {
    if (const auto said = std::visit(profile, attribute); !said) return std::unexpected(said.error());
  }
  return profile.text();
}

}  // namespace vigilcast::exabgp::convert
