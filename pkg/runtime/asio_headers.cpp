#include "pkg/runtime/asio_headers.h"
