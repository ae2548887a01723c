"""One invented sentence for each rule on figures and attackers: what the rule reads, and what it leaves alone."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coding import code_article
from geo.extraction import Article, read_article
from geo.gazetteer import LocalGeocoder
from geo.vocabulary import Outcome

WEDNESDAY = dt.date(2021, 6, 16)


@pytest.fixture(scope="module")
def geocoder() -> LocalGeocoder:
    return LocalGeocoder()


def figures(text):
    """Figures as "killed federal_police 3", a group that the sentence does not name as a dash."""
    return [
        f"{figure.outcome.value} {figure.group.value if figure.group else '-'} {figure.low}"
        for statement in read_article(Article(text, WEDNESDAY, "Agency")).statements
        for figure in statement.figures
        if figure.low is not None and not figure.subset and figure.outcome is not Outcome.ABDUCTED
    ]


@pytest.mark.parametrize(
    ("rule", "text", "wanted"),
    [
        ("a withdrawn count", "The bomb killed two people, not five as first reported.", ["killed people 2"]),
        ("a toll that is up from another", "Six soldiers were killed, up from four.", ["killed iraqi_army 6"]),
        ("a rejected claim", "No one died, contrary to claims that two of them had been wounded.", []),
        ("what may have been", "Two militants may have been killed.", []),
        ("what somebody thinks", '"We think three of them were killed," he said.', []),
        ("none of them", "None of the 12 passengers was hurt.", []),
        ("neither of them", "Neither of the two guards was hurt.", []),
        ("what is not known", "It is not clear whether the three soldiers were killed.", []),
        ("no one died", "The army said three soldiers were wounded and no one died.", ["wounded iraqi_army 3"]),
        (
            "people together with others",
            "A mayor was killed together with two farmers near Dibis.",
            ["killed civilians 1", "killed civilians 2"],
        ),
        ("an age", "A boy of 13 was injured.", ["wounded civilians 1"]),
        (
            "a clause about the people",
            "Two farmers who were driving home from a field near the river, in the dark, were killed by a mine.",
            ["killed civilians 2"],
        ),
        ("an aside between commas", "Two brothers, both of them Peshmerga, died on Monday.", ["killed peshmerga 2"]),
        ("an apposition", "A third person, a shepherd, was killed near Dibis.", ["killed civilians 1"]),
        ("an escort", "Two policemen of his escort were killed.", ["killed iraqi_police 2"]),
        ("an office", "The director of the municipality of Mandali was killed.", ["killed civilians 1"]),
        (
            "an office with its holder's name",
            "The head of the Qaraj sub-district, Omar Karim, and a farmer were injured.",
            ["wounded civilians 1", "wounded civilians 1"],
        ),
        ("a rank with a name", "Gunmen killed Colonel Ali Hasan in an ambush.", ["killed security_forces 1"]),
        ("a speaker is no victim", "Two soldiers were killed, Colonel Ali Hasan said.", ["killed iraqi_army 2"]),
        ("kin of a victim", "The captain's wife was wounded.", ["wounded civilians 1"]),
        ("a pronoun", "They shot him and his brother dead.", ["killed - 1", "killed civilians 1"]),
        ("a rider", "A bomb hit a taxi, killing its driver.", ["killed civilians 1"]),
        ("a couple", "An elderly couple were stabbed to death.", ["killed civilians 2"]),
        ("a family by its name", "Three members of the Salihi family were shot dead.", ["killed civilians 3"]),
        (
            "a total and its people one by one",
            "Four people, a man, his wife and their two daughters, were killed.",
            ["killed civilians 1", "killed civilians 1", "killed civilians 2"],
        ),
        ("a person by the ending of the word", "A beader was killed by a mine.", ["killed civilians 1"]),
        ("a thing of that ending", "A trailer was hit by a mine.", []),
        ("a tenth", "The police arrested nine men and killed a tenth.", ["killed civilians 1"]),
        ("lost limbs", "A Peshmerga lost both legs.", ["wounded peshmerga 1"]),
        ("hit in the body", "A guard died and another was hit in the arm.", ["killed - 1", "wounded - 1"]),
        (
            "a verb that is not said twice",
            "Five policemen died at once and three others later in hospital.",
            ["killed iraqi_police 5", "killed iraqi_police 3"],
        ),
        ("people in quotation marks", 'The army said that four "terrorists" were killed.', ["killed isis 4"]),
        (
            "its own fighters",
            "ISIS attacked a post of the Popular Mobilization Forces, killing two of its fighters.",
            ["killed pmf 2"],
        ),
        ("a part of the people", "Troops killed three militants and arrested two others, one of them wounded.", None),
        ("a count over a longer time", "ISIS, which has killed two drivers since spring, is hiding there.", []),
        ("an arrest", "They arrested nine suspects and killed a soldier.", ["killed iraqi_army 1"]),
        (
            "a body beside a kidnapping",
            "The body of a farmer who had been kidnapped was found.",
            ["killed civilians 1"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 45 else None,
)
def test_a_rule_on_figures_reads_its_sentence(rule, text, wanted):
    got = figures(text)
    if wanted is None:
        assert "killed isis 3" in got, rule
        assert "wounded isis 2" not in got, rule
    else:
        assert got == wanted, rule


@pytest.mark.parametrize(
    ("rule", "text", "side"),
    [
        (
            "membership",
            "A soldier was killed by a sniper near Dibis. The sniper belonged to the extremist group Islamic State.",
            "isis",
        ),
        (
            "a post that a force mans",
            "An attack on a checkpoint manned by the oil police near Dibis killed two farmers on Monday.",
            "unidentified",
        ),
        (
            "a uniform",
            "Men wearing army uniforms killed a farmer near Dibis on Monday.",
            "unidentified",
        ),
        (
            "nobody claims it",
            "Militants killed a farmer near Dibis on Monday. No group has claimed it. ISIS was defeated in 2017.",
            "unidentified",
        ),
        (
            "nobody claims it so far, whoever acts there",
            "A bomb killed a farmer near Dibis on Monday. No group has so far claimed it, but ISIS carries out attacks.",
            "unidentified",
        ),
        (
            "a claim in an adopted bombing",
            "A bomb killed a farmer near Dibis on Monday. ISIS later adopted the bombing.",
            "isis",
        ),
        (
            "a claim that was not made",
            "A bomb killed a farmer near Dibis on Monday. ISIS has not claimed the bombing.",
            "unidentified",
        ),
        ("militants who are beaten back", "The Peshmerga repelled a bid by ISIS near Dibis on Monday.", "isis"),
        (
            "whose aircraft it was",
            "A strike killed a man near Dibis on Monday. Residents believe that the drone was Turkish.",
            "turkey",
        ),
        ("an adjective of a state", "Five men were killed in an Iraqi airstrike near Dibis on Monday.", "federal"),
        (
            "an operation",
            "Two soldiers and six ISIS members were killed on Monday in an operation near Dibis.",
            "federal",
        ),
        (
            "militants who are arrested",
            "Police arrested three ISIS men and killed a fourth near Dibis on Monday.",
            "federal",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 45 else None,
)
def test_a_rule_on_attackers_reads_its_report(rule, text, side, geocoder):
    drafts = code_article(Article(text, WEDNESDAY, "Agency"), gazetteer=geocoder).drafts
    assert [draft.attacker.side.value for draft in drafts] == [side], rule


@pytest.mark.parametrize(
    ("rule", "text", "first", "last"),
    [
        (
            "today with its weekday",
            "Police said today, Wednesday, that a soldier was killed near Dibis yesterday.",
            15,
            15,
        ),
        (
            "the start of an operation",
            "Two soldiers were killed on Tuesday near Dibis in an operation that began on Sunday.",
            15,
            15,
        ),
        ("a burial", "A farmer was killed near Dibis on Monday. He was buried on Tuesday.", 14, 14),
        (
            "the day before the words",
            "ISIS claimed responsibility on Tuesday for killing a man near Dibis a day earlier.",
            14,
            14,
        ),
        ("a claim has a day of its own", "ISIS on Tuesday claimed the killing of a farmer near Dibis.", 13, 15),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 45 else None,
)
def test_a_rule_on_days_reads_its_report(rule, text, first, last, geocoder):
    (draft,) = code_article(Article(text, WEDNESDAY, "Agency"), gazetteer=geocoder).drafts
    assert (draft.date.start.day, draft.date.end.day) == (first, last), rule


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("a mass grave", "A mass grave holding 30 bodies was found in Tal Afar on Monday."),
        ("a foiled plan", "The Peshmerga foiled an ISIS plan to attack a wedding near Dibis on Monday."),
        ("a toll of a year", "At least four civilians have been killed in the district this year."),
        (
            "an accident told under a headline",
            "Blast kills two soldiers\n\nTwo soldiers died near Dibis in a gas leak.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 45 else None,
)
def test_a_rule_leaves_background_without_a_draft(rule, text, geocoder):
    assert code_article(Article(text, WEDNESDAY, "Agency"), gazetteer=geocoder).drafts == (), rule


@pytest.mark.parametrize(
    ("said", "told", "day"),
    [
        ("Monday", "today, Wednesday evening", dt.date(2021, 6, 16)),
        ("Monday", "this morning, Monday", dt.date(2021, 6, 14)),
        ("Monday", "in the early hours of today, Wednesday", dt.date(2021, 6, 16)),
    ],
)
def test_a_day_beside_the_day_of_a_statement_is_read_even_where_the_two_do_not_fit(geocoder, said, told, day):
    text = f"The police said on {said} that gunmen attacked a post near Dibis {told}, killing two soldiers."
    (draft,) = code_article(Article(text, WEDNESDAY, "Agency"), gazetteer=geocoder).drafts
    assert draft.date.start <= day <= draft.date.end


_SCRAPS = (
    "the police said on Monday",
    "a statement on Tuesday read",
    "today",
    "this morning",
    "Wednesday evening",
    "(15 June)",
    "last night",
    "two days ago",
    "between Friday and Sunday",
    "gunmen attacked a post near Dibis",
    "killing two soldiers and wounding a third",
    "the toll rose from two to four",
    "3 of the 12",
    "on the road from Kirkuk to Tikrit",
    "70 km south of Mosul",
    "ISIS",
    "which was claimed by",
    "and",
    "of",
    ",",
    ".",
    '"',
    "(",
)


@given(st.lists(st.sampled_from(_SCRAPS), min_size=1, max_size=14))
def test_scraps_of_reports_in_any_order_are_read_without_a_fault(geocoder, scraps):
    text = " ".join(["A report.", *scraps])
    coded = code_article(Article(text, WEDNESDAY, "Agency"), gazetteer=geocoder)
    assert all(0 <= statement.start < statement.end <= len(text) for statement in coded.statements)
