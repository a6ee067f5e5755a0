"""A document tree to DOCX, PDF, HTML and text: the same words in each, the same bytes whenever it is made again."""
