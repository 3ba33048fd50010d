"""One file a section of the report: each a function from the context to the blocks of the document."""
