"""The tables of a vault and the steps that brought them there."""
