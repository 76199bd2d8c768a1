"""manifests/generate, as a module."""

import importlib.machinery
import importlib.util

import chart


def generate():
    loader = importlib.machinery.SourceFileLoader("generate", str(chart.CHECKOUT / "manifests/generate"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("generate", loader))
    loader.exec_module(module)
    return module
