"""Long enough and not what everybody tries first; nothing else is asked of a passphrase."""

import subprocess
import sys
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.vault.keys.passphrase import judge, offer, words


@pytest.mark.parametrize(
    "said",
    [
        "", "short", "fourteen chars", "password1234567", "Password1234567!", "P@ssw0rd P@ssw0rd!",
        "passwordpasswordpassword", "123456789012345678", "qwertyuiopasdfgh", "aaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc", "correct horse battery staple", "The Quick Brown Fox 1",
        "letmein letmein letmein", "iloveyou iloveyou 2026", "one day at a time 1!",
        "zyxwvutsrqponmlkjihg", "changeme changeme 1", "               ", "x" * 2000,
        "12/03/1989 12/03/1989", "football baseball basketball hockey", "f00tb4ll b4seb4ll h0ckey",
        "password qwertyui 1111", "drowssap drowssap!", "butterfly sunflower", "a" * 1024,
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(said):
    assert judge(said)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Counselor Desk 2026!", ()),
        ("counselordesk counselordesk", ()),
        ("Harbor Recovery Center", ("Harbor Recovery Center",)),
        ("HARBORRECOVERY 2026", ("Harbor Recovery Center",)),
        ("marion.delacroix 1", ("Marion Delacroix", "marion")),
        ("Marion Delacroix", ("Marion Delacroix",)),
        ("Delacroix, Marion M.", ("Marion Delacroix",)),
        ("M4r10n D3l4cr01x", ("Marion Delacroix",)),
        ("xiorcaled noiram", ("Marion Delacroix",)),
        ("jose.garcia_nunez!!", ("José García Núñez",)),
        ("Oluwaseun Adeyemi", ("Oluwaseun Adeyemi",)),
        ("Łukasz Wiśniewski", ("Łukasz Wiśniewski",)),
        ("Александр Волков", ("Александр Волков",)),
        ("\uff4d\uff41\uff52\uff49\uff4f\uff4e delacroix!!", ("Marion Delacroix",)),
    ],
)
def test_the_names_of_the_place_do_not_make_one(said, names):
    assert judge(said, *names)


def test_a_passphrase_of_one_s_own_name_is_told_to_be_one():
    assert "mostly a name" in judge("Oluwaseun Adeyemi 1989", "Oluwaseun Adeyemi")
    assert "easy to guess" in judge("password1234567", "Oluwaseun Adeyemi")
    assert judge("Oluwaseun Adeyemi", "Marion Delacroix") == "", "the name of another is nobody's guess"


@pytest.mark.parametrize(
    "row",
    [
        "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qwertzuiop", "yxcvbnm", "azertyuiop",
        "qsdfghjklm", "йцукенгшщзхъ", "фывапролджэ", "!@#$%^&*()",
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", ["{0} {0}", "{0}{1}{0}", "{1} {1}", "{0}{0}1!"])
def test_a_row_of_keys_is_no_passphrase_there_and_back(row, times):
    assert judge(times.format(row, row[::-1]))


def test_it_takes_no_name_along_to_the_next():
    said = "delacroix umber"
    assert judge(said, "Marion Delacroix")
    before = judge(said)
    judge("wooden kettle by the river", "Marion Delacroix")
    assert judge(said) == before


def test_the_library_that_weighs_it_comes_when_one_is_chosen():
    code = "import sys; from counselor_desk.vault.keys import passphrase; print('zxcvbn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "said",
    [
        "wooden kettle by the river", "all lower case letters", "7362 9471 8203 5529",
        "мой дядя самых честных правил", "窓の外に小さな青い鳥がいる今朝も", "   blanks   count   ",
        "no digit and no sign needed", "my password is a wooden kettle", "eeeternal umbrella fish",
    ],
)  # fmt: skip
def test_a_few_words_of_ones_own_will_do(said):
    assert judge(said, "Harbor Recovery Center", "ada") == ""


def test_sixty_four_characters_and_more_are_allowed():
    said = " ".join(words()[::97])
    assert 64 < len(said) < 1024
    assert judge(said) == ""


def test_the_offered_words_are_many_short_and_distinct():
    assert len(set(words())) == len(words()) >= 2048
    assert all(2 < len(word) <= 9 and word.isascii() and word.islower() for word in words())
    assert len(offer().split()) * log2(len(words())) >= 66, "bits of chance"


def test_what_is_offered_is_accepted_and_never_the_same():
    offered = {offer() for _ in range(60)}
    assert len(offered) == 60
    assert all(judge(said) == "" and len(said.split()) == 6 for said in offered)


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_gets_one_sentence_or_none(said, name):
    assert isinstance(judge(said, name), str)
