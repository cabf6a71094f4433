"""tools/bench: the whole program measured beside public tools. tests/bench/README.md says how and what is fair about it."""
