// exabgp.conf of many routes, from its text to the lists that the RIBs are filled from.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <string>

#include "pkg/exabgp/conf/loader.h"

namespace vigilcast::exabgp::loader_bench {

std::string neighbor(const std::string& address, const std::string& body) {
  return "neighbor " + address + " {\n  router-id 192.0.2.1;\n  local-address 192.0.2.1;\n  local-as 65000;\n  peer-as 65001;\n" + body + "}\n";
}

std::string routes(std::size_t count, std::size_t sets) {
  std::string out = "  static {\n";
  for (std::size_t i = 0; i < count; ++i) {
    const std::string address = "10." + std::to_string(i >> 16) + "." + std::to_string((i >> 8) & 255) + "." + std::to_string(i & 255);
    const std::string number = std::to_string(i % sets);
    out += "    route " + address + "/32 next-hop self med " + number + " community [65000:" + number + "];\n";
  }
  return out + "  }\n";
}

void load(benchmark::State& state, const std::string& text, std::size_t routes_in_file) {
  const auto memory = [] {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
  };
  for (auto _ : state) {
    const std::size_t before = memory();
    const auto loaded = load_conf("bench.conf", text, {}, Compat::auto_);
    if (!loaded.diagnostics.empty()) state.SkipWithError(loaded.diagnostics.to_string().c_str());
    state.counters["B/route"] = static_cast<double>(memory() - before) / static_cast<double>(routes_in_file);
    state.counters["B/line"] = static_cast<double>(text.size()) / static_cast<double>(routes_in_file);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(routes_in_file));
}

// Routes, attribute sets that alternate from line to line.
void of_one_neighbor(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  load(state, neighbor("192.0.2.2", routes(count, static_cast<std::size_t>(state.range(1)))), count);
}
BENCHMARK(of_one_neighbor)->Args({100000, 1})->Args({100000, 100})->Args({100000, 100000})->Unit(benchmark::kMillisecond);

// The routes stand once, in a template that a hundred neighbors inherit.
void of_a_template(benchmark::State& state) {
  std::string text = "template {\n  neighbor T {\n" + routes(1000, 1) + "  }\n}\n";
  for (int i = 0; i < 100; ++i) text += neighbor("192.0.2." + std::to_string(100 + i), "  inherit T;\n");
  load(state, text, 100000);
}
BENCHMARK(of_a_template)->Unit(benchmark::kMillisecond);

}  // namespace vigilcast::exabgp::loader_bench
