"""The library of plan statements as it ships: complete, measurable, plain, and in two languages."""

from datetime import date

from counselor_desk.catalog import files
from counselor_desk.demo import plans as demo_plans
from counselor_desk.demo.cast import cast
from counselor_desk.domain.plans.statements import spanish_pairs

# What every peer's library has, by the ids of ours.
ASKED_FOR = (
    {"tobacco", "alcohol", "opioid", "stimulant", "sedative", "cannabis", "overdose", "gambling"}
    | {"staying_on_medication", "medication_effects", "return_to_use", "continuing_care"}
    | {"depression", "anxiety", "panic", "trauma", "mood_swings", "psychosis", "attention", "eating"}
    | {"strong_feelings", "grief", "anger", "shame", "suicidal_thoughts", "self_harm", "thinking"}
    | {"sleep", "pain", "pregnancy", "hepatitis_c", "hiv", "no_doctor"}
    | {"parenting", "child_protection", "couple", "family", "loneliness", "alone", "culture_faith"}
    | {"housing", "work", "money", "transport", "law", "dui"}
)


def problems():
    return [problem for shelf in files.statements().values() for problem in shelf.problems]


def test_no_problem_is_missing_and_none_stands_twice():
    ids = [problem.id for problem in problems()]
    assert ASKED_FOR - set(ids) == set()
    assert len(ids) == len(set(ids)) >= 45
    words = [problem.words for problem in problems()]
    assert len(words) == len(set(words)), "a plan finds its problem again by its words"


def test_each_has_four_ways_to_see_that_it_gets_better_and_what_is_done_for_each():
    bare = {
        problem.id: aim.words
        for problem in problems()
        for aim in problem.objectives
        if not (aim.measure and aim.baseline and aim.target and 0 < aim.weeks <= 26 and aim.does)
    }
    assert bare == {}
    assert {p.id: len(p.objectives) for p in problems() if len(p.objectives) < 4} == {}
    done = {p.id: {d.what for aim in p.objectives for d in aim.does} for p in problems()}
    assert {key: len(what) for key, what in done.items() if len(what) < 4} == {}, "each objective its own"
    assert {p.id for p in problems() if not p.goals} == set()


def test_a_sentence_that_two_problems_share_has_one_spanish_sentence():
    aims = {(aim.words, aim.es) for problem in problems() for aim in problem.objectives}
    words = [english for english, _spanish in aims]
    assert len(words) == len(set(words))


def test_it_reads_plainly():
    grades = {aim.words: aim.grade for problem in problems() for aim in problem.objectives}
    assert sum(grades.values()) / len(grades) <= 6
    assert {words: grade for words, grade in grades.items() if grade > 12} == {}


def test_every_sentence_has_a_spanish_one():
    pairs = spanish_pairs(files.statements().values())
    shown = [
        sentence
        for problem in problems()
        for sentence in (
            problem.words,
            *(goal.words for goal in problem.goals),
            *(aim.words for aim in problem.objectives),
            *(part for aim in problem.objectives for done in aim.does for part in (done.what, done.often)),
        )
    ]
    assert [sentence for sentence in shown if not pairs.get(sentence)] == []
    assert [sentence for sentence, es in pairs.items() if sentence == es] == []


def test_what_the_spanish_says_of_people_and_of_the_body_is_the_glossary_s():
    spanish = " ".join(spanish_pairs(files.statements().values()).values()).casefold()
    for wrong in ("drogadict", "adicto", "recaída", "caída", "limpio", "droga de abuso", "abusador"):
        assert wrong not in spanish
    assert spanish.count("abstinencia") == spanish.count("síndrome de abstinencia")


def test_in_the_synthetic_clinic_no_two_people_speak_alike():
    people = cast(date(2026, 12, 1)).people
    for first, second in (("strengths", "and_strengths"), ("barriers", "and_barriers")):
        said = [demo_plans.own_words(person, first, second) for person in people]
        assert len(set(said)) == len(people)
    goals = [problem.goals[0].words for person in people for problem in demo_plans.tree(person).problems]
    assert len(set(goals)) == len(goals) > len(people)
    baselines = [o.baseline for person in people for o in demo_plans.tree(person).objectives]
    assert all(any(letter.isdigit() for letter in said) for said in baselines)
