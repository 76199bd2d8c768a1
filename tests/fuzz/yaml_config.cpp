// Any bytes as vigilcast.yaml: the loader always comes back, with a configuration or with mistakes that can be shown on a terminal.
#include <cstdint>

#include "pkg/config/loader.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigilcast;
  const std::string_view text = as_text({data, size});
  const auto loaded = config::load_yaml("fuzz.yaml", text, [](const std::string& path) -> Result<std::string> {
    if (path.size() % 2 == 0) return fail("no such file", path);
    return path + "\n";
  });
  for (const Diagnostic& one : loaded.diagnostics.all()) {
    FUZZ_CHECK(!one.text.empty());
    FUZZ_CHECK(one.source.find_first_of("\n\r\x1b") == std::string::npos);
    FUZZ_CHECK(one.text.find_first_of("\n\r\x1b") == std::string::npos);
    FUZZ_CHECK(one.source.empty() || one.place.column <= one.source.size() + 2);
  }
  if (loaded.diagnostics.has_errors()) return 0;
  FUZZ_CHECK(loaded.config.router.has_value());
  for (const auto& peer : loaded.config.peers) {
    FUZZ_CHECK(!peer.families.empty() && !peer.name.empty());
    FUZZ_CHECK(!peer.peer_as || peer.peer_as_list.empty());
  }
  for (const auto& check : loaded.config.checks) FUZZ_CHECK(check.interval > Duration{} && check.timeout > Duration{} && check.rise > 0 && check.fall > 0);
  for (const auto& service : loaded.config.services) FUZZ_CHECK(!service.name.empty() && (!service.prefixes.empty() || !service.watchdog.empty()));
  return 0;
}
