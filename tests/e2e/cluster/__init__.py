"""A real control plane, nodes that are network namespaces, and a router that notes when each UPDATE came."""
