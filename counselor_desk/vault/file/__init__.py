"""The encrypted file: SQLCipher, its place and its owner."""
