"""Real routers, services and the agent, each in a network namespace of its own."""
