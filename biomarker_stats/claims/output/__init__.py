"""One table of verdicts in the forms that people and machines read: JSON, JUnit XML, SARIF, Markdown."""
