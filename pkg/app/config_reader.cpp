#include "pkg/app/config_reader.h"

#include <utility>

#include "pkg/app/load.h"
#include "pkg/model/route_difference.h"

namespace vigilcast::app {

ConfigReader::~ConfigReader() {
  if (thread_.joinable()) thread_.join();
}

void ConfigReader::read(RunOptions options, std::vector<model::PeerRoutes> in_use, std::function<void(model::Loaded)> done) {
  if (thread_.joinable()) thread_.join();  // it has posted what it read, and is through
  thread_ = std::thread([&loop = loop_, alive = std::weak_ptr(alive_), options = std::move(options), in_use = std::move(in_use), done = std::move(done)] {
    auto loaded = std::make_shared<model::Loaded>(load(options));
    model::take_over(in_use, loaded->config.routes);
    loop.post([alive, loaded, done] {
      if (!alive.expired()) done(std::move(*loaded));
    });
  });
}

}  // namespace vigilcast::app
