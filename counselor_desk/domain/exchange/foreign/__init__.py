"""Files of other kinds: workbooks, tables of web pages, vCards, C-CDA documents."""
