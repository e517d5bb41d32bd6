CREATE VIRTUAL TABLE words USING fts5(
    client, text, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
)
--
INSERT INTO words(words, rank) VALUES ('secure-delete', 1)
--
