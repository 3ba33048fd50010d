"""Sphinx configuration: ``sphinx-build -W -b html docs docs/_build``. No page loads anything from the network."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))

import evidence  # noqa: E402  # a module of docs/_ext
from docstrings import as_numpydoc, without_constructor  # noqa: E402

import biomarker_stats  # noqa: E402

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "biomarker_stats"
author = "the biomarker_stats developers"
copyright = author  # noqa: A001  # Sphinx's own name for it
version = release = biomarker_stats.__version__
language = "en"

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb", "mathml", "pages"]
exclude_patterns = ["_build", "_ext", "_templates", "jupyter_execute", "notebooks/.ipynb_checkpoints"]
suppress_warnings = ["mystnb.unknown_mime_type"]

# Notebooks are executed by tests/test_notebooks.py, which compares what they print with what is committed.
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "substitution"]
myst_heading_anchors = 3
myst_substitutions = evidence.substitutions(HERE.parent)

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
numpydoc_show_class_members = False
add_module_names = False

html_theme = "alabaster"
html_title = f"biomarker_stats {release}"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["style.css"]
html_math_renderer = "mathml"
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "description": "Exact statistics for small studies, and a verdict on every published number",
    "fixed_sidebar": False,
    "sidebar_collapse": True,
    "page_width": "1180px",
    "sidebar_width": "250px",
    "show_powered_by": False,
    "show_relbar_bottom": True,
    "font_family": "system-ui, sans-serif",
    "head_font_family": "system-ui, sans-serif",
}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}


def setup(app: "Sphinx") -> None:
    """Turn the docstrings' Google sections into numpydoc's before numpydoc reads them."""
    app.connect("autodoc-process-docstring", as_numpydoc, priority=100)
    app.connect("autodoc-process-signature", without_constructor)
