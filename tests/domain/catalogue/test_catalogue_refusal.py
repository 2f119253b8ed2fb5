"""Is a broken catalogue refused, and does the refusal name every hole?"""

import pytest

from triage.catalogue.packaged import packaged_lapland_text, read_catalogue
from triage.errors.requests import CatalogueRefused

LANGUAGES = ("fi", "sv", "en", "se", "fi-simple")


def holes_after(*changes: tuple[str, str]) -> tuple[str, ...]:
    """The holes of the packaged text with each first text replaced by the second, once."""
    text = packaged_lapland_text()
    for old, new in changes:
        assert old in text, f"the catalogue no longer says {old!r}"
        text = text.replace(old, new, 1)
    with pytest.raises(CatalogueRefused) as refusal:
        read_catalogue(text)
    return refusal.value.holes


def topic_rule(code: str) -> str:
    """The beginning of a topic's rule as the file writes it."""
    return f'topics = ["{code}"]'


class TestRefusal:
    def test_names_the_line_of_broken_toml(self) -> None:
        found = holes_after(('intake_unit = "palveluohjaus"', 'intake_unit = "palveluohjaus'))
        assert len(found) == 1 and "line 10" in found[0]

    def test_lists_every_hole_at_once(self) -> None:
        found = holes_after(
            ('name.sv = "Parförhållandet"\n', ""),
            ('default = "kotipalvelu"', 'default = "kotipalvelut"'),
            ("look_within_open_hours = 2", 'look_within_open_hours = "kaksi"'),
            (topic_rule("VAN"), f'{topic_rule("VAN")}\nage_bands = ["P"]'),
        )
        assert set(found) == {
            "topic PAR: name has no text in sv",
            "rule help-at-home: no unit 'kotipalvelut'",
            "catalogue.promise: look_within_open_hours must be a whole number",
            "catalogue.promise: a look needs at least an hour, or a minute when there is danger",
            "no rule takes topic VAN at age (none), A0, A1, A2, A3, A4, A5, A6, A7 to the intake",
        }

    @pytest.mark.parametrize(
        ("old", "new", "hole"),
        [
            ('default = "kotipalvelu"', 'default = "koti"', "rule help-at-home: no unit 'koti'"),
            (
                'second = ["perheoikeus", ',
                'second = ["oikeus", ',
                "rule separation: no unit 'oikeus'",
            ),
            ('partners = ["ankkuri"]', 'partners = ["anka"]', "no unit 'anka'"),
            (topic_rule("SUR"), topic_rule("SURU"), "no topic 'SURU'"),
            ('age_bands = ["A7"]', 'age_bands = ["A9"]', "rule focus-grown-up: no age band 'A9'"),
            ('askers = ["parent"', 'askers = ["parents"', "no asker 'parents'"),
            ('concerns = ["other_child_or_family"]', 'concerns = ["all"]', "no concern 'all'"),
            ('reason = "worry"', 'reason = "fear"', "rule worry: no reason 'fear'"),
            ('municipalities = ["698"]', 'municipalities = ["699"]', "no municipality '699'"),
            ('intake_unit = "palveluohjaus"', 'intake_unit = "x"', "intake_unit: no unit 'x'"),
            ('unsure_topic = "MUU"', 'unsure_topic = "MU"', "unsure_topic: no topic 'MU'"),
            (
                'duty_unit = "sosiaalipaivystys"',
                'duty_unit = "ohjaamo"',
                "is no unit of the county",
            ),
            ('thl = ["T1"]', 'thl = ["T8"]', "topic RAS: no family centre task 'T8'"),
        ],
    )
    def test_of_what_nobody_knows(self, old: str, new: str, hole: str) -> None:
        assert any(hole in found for found in holes_after((old, new)))

    @pytest.mark.parametrize("key", ["default", "second"])
    def test_of_a_partner_that_would_receive(self, key: str) -> None:
        old, new = {
            "default": ('default = "perhesosiaalityo"', 'default = "turvakoti"'),
            "second": ('second = ["lastensuojelu"]', 'second = ["turvakoti"]'),
        }[key]
        assert holes_after((old, new)) == (
            "rule danger: turvakoti is a partner (ngo) and cannot receive by rule",
        )

    def test_of_a_county_unit_among_partners(self) -> None:
        found = holes_after(('partners = ["ankkuri"]', 'partners = ["neuvola"]'))
        assert found == (
            "rule young-substances-school-age: neuvola is the county's own and no partner",
        )

    def test_of_a_rule_that_does_not_fall_back_to_the_intake(self) -> None:
        found = holes_after(
            ('default = "kotipalvelu"', 'default = "kotipalvelu"\nfallback = "neuvola"')
        )
        assert found == ("rule help-at-home: falls back to neuvola, not to the intake",)

    @pytest.mark.parametrize("tag", LANGUAGES)
    def test_of_a_topic_without_a_language(self, tag: str) -> None:
        line = {
            "fi": 'name.fi = "Parisuhde"\n',
            "sv": 'name.sv = "Parförhållandet"\n',
            "en": 'name.en = "Couple relationship"\n',
            "se": 'name.se = "Párragaskavuohta"\n',
            "fi-simple": 'name.fi-simple = "Parisuhde"\n',
        }[tag]
        assert holes_after((line, "")) == (f"topic PAR: name has no text in {tag}",)

    def test_of_an_empty_text(self) -> None:
        found = holes_after(('name.fi = "Parisuhde"', 'name.fi = " "'))
        assert found == ("topic PAR: name has no text in fi",)

    def test_of_a_language_nobody_reads(self) -> None:
        found = holes_after(('name.fi = "Parisuhde"', 'name.fi = "Parisuhde"\nname.et = "Paar"'))
        assert found == ("topic PAR: name has a text in et, which is not among the languages",)

    def test_of_a_reason_without_words(self) -> None:
        found = holes_after(('code = "language"', 'code = "tongue"'))
        assert "reasons: no text for 'language'" in found

    def test_of_a_name_too_long_for_a_phone(self) -> None:
        found = holes_after(('name.fi = "Parisuhde"', f'name.fi = "{"Parisuhde " * 7}"'))
        assert found == ("topic PAR: name.fi is longer than 60 characters",)

    @pytest.mark.parametrize(
        ("old", "new", "hole"),
        [
            ('code = "PAR"', 'code = "VAN"', "topic VAN: the code stands twice"),
            ('code = "grief"', 'code = "unsure"', "rule unsure: the code stands twice"),
            ('code = "ohjaamo"', 'code = "neuvola"', "unit neuvola: the code stands twice"),
            ('code = "148"', 'code = "047"', "municipality 047: the code stands twice"),
        ],
    )
    def test_of_a_code_that_stands_twice(self, old: str, new: str, hole: str) -> None:
        assert hole in holes_after((old, new))

    def test_of_a_topic_that_no_rule_takes(self) -> None:
        found = holes_after((topic_rule("TAL"), topic_rule("SUR")))
        assert "no rule takes topic TAL to the intake" in found

    def test_of_a_topic_that_only_some_ages_reach(self) -> None:
        found = holes_after((topic_rule("TAL"), f'{topic_rule("TAL")}\nage_bands = ["A3"]'))
        assert found == (
            "no rule takes topic TAL at age (none), A0, A1, A2, A4, A5, A6, A7, P to the intake",
        )

    def test_of_a_topic_that_only_some_municipalities_reach(self) -> None:
        found = holes_after((topic_rule("TAL"), f'{topic_rule("TAL")}\nmunicipalities = ["698"]'))
        assert found == ("no rule takes topic TAL to the intake",)

    def test_of_danger_that_only_some_reach(self) -> None:
        found = holes_after(('step = "danger"', 'step = "danger"\nconcerns = ["self"]'))
        assert found == ("no rule takes every request in danger",)

    def test_of_strangers_that_no_rule_takes(self) -> None:
        found = holes_after(('step = "outside"', 'step = "outside"\naskers = ["parent"]'))
        assert found == ("no rule takes every request from outside the county",)

    def test_of_a_rule_that_is_never_reached(self) -> None:
        extra = (
            f'[[rule]]\ncode = "late"\n{topic_rule("TAL")}\nreason = "topic"\ndefault = "neuvola"\n'
        )
        found = holes_after(('[[rule]]\ncode = "unsure"', f'{extra}\n[[rule]]\ncode = "unsure"'))
        assert found == ("rule late: is never reached, an earlier one takes all",)

    def test_of_an_unreviewed_number(self) -> None:
        found = holes_after(("reviewed_on = 2026-11-22\n", ""))
        assert found == ("emergency 112: is confirmed without a day of review",)

    def test_of_a_number_that_nobody_owns(self) -> None:
        found = holes_after(('owner = "perhekeskuskoordinaattori"\n', ""))
        assert found == ("emergency 112: nobody owns it",)

    def test_of_hiding_112(self) -> None:
        found = holes_after(("confirmed = true", "confirmed = false"))
        assert found == ("emergency: 112 is not shown to everybody",)

    def test_of_an_unprotected_address(self) -> None:
        found = holes_after(("https://nollalinja", "http://nollalinja"))
        assert found == ("emergency nollalinja: the url must begin with https://",)

    @pytest.mark.parametrize(
        ("old", "new", "where"),
        [
            ('monday = "08:00-16:00"', 'monday = "8-16"', "catalogue.opening: monday"),
            ('monday = "08:00-16:00"', 'monday = "08:00"', "catalogue.opening: monday"),
            ('monday = "08:00-16:00"', 'monday = "08-16"', "catalogue.opening: monday"),
            (
                'monday = "08:00-16:00"',
                'monday = "16:00-08:00"',
                "catalogue.opening: hours that end",
            ),
            ('monday = "08:00-16:00"', 'monday = "08:00-25:00"', "catalogue.opening: monday"),
            ('monday = "08:00-16:00"', 'maanantai = "08:00-16:00"', "unknown field maanantai"),
            ('remind_at_local = "14:00"', 'remind_at_local = "kaksi"', "promise: remind_at_local"),
            ('remind_at_local = "14:00"', "remind_at_local = 14", "remind_at_local must be a text"),
            ("target_working_days = 1", "target_working_days = 3", "working days must be"),
            ("target_working_days = 1", "target_working_days = true", "must be a whole number"),
            ("closed_on = []", 'closed_on = ["2026-12-31"]', "closed_on must hold dates"),
            (
                "closed_on = []\nopen_on = []",
                "closed_on = [2026-12-31]\nopen_on = [2026-12-31]",
                "both",
            ),
        ],
    )
    def test_of_a_bad_time(self, old: str, new: str, where: str) -> None:
        assert any(where in found for found in holes_after((old, new)))

    @pytest.mark.parametrize(
        ("old", "new", "hole"),
        [
            ('partners = ["ankkuri"]', 'partner = ["ankkuri"]', "unknown field partner"),
            ("[promise]", "[lupaus]", "unknown field lupaus"),
            ('side = "county"', 'side = "state"', "side 'state' is not known"),
            ('step = "danger"', 'step = "fear"', "step 'fear' is not known"),
            ('topics = ["RAS"]', 'topics = "RAS"', "topics must be a list of texts"),
            ('topics = ["RAS"]', "topics = [1]", "topics must hold texts, not 1"),
            ("order = 10", 'order = "10"', "topic RAS: order must be a whole number"),
            ('code = "RAS"\n', "", "topic number 1: has no code"),
            ('version = "lappi-2026.19"', 'version = ""', "catalogue: version is empty"),
            ('version = "lappi-2026.19"', 'version = "\u200b"', "catalogue: version is empty"),
            ('name.fi = "Odotamme lasta"', 'name.fi = "\u3164"', "name has no text in fi"),
            ("name.en = ", "name.en = 7\n# ", "name.en must be a text"),
        ],
    )
    def test_of_a_field_of_the_wrong_kind(self, old: str, new: str, hole: str) -> None:
        assert any(hole in found for found in holes_after((old, new)))

    @pytest.mark.parametrize(
        "pattern",
        ["", " ", "a*", "*ei*", "*", "ha*lu", "*alku", "kuka; mikä", "-", "otin|", "otin|a*"],
    )
    def test_of_a_danger_word_that_matches_nothing_or_all(self, pattern: str) -> None:
        found = holes_after(('"itsetuho*"', f'"{pattern}"'))
        assert found == (f"danger: {pattern!r} would match nothing or nearly everything",)

    @pytest.mark.parametrize(
        ("language", "hole"),
        [
            ("et", "language_reader et: no language 'et' is prepared"),
            ("ru", "language_reader ru: emergency 112 has no text in ru"),
        ],
    )
    def test_of_a_reader_of_what_cannot_open(self, language: str, hole: str) -> None:
        signed = f'[[language_reader]]\nlanguage = "{language}"\nreader = "A"\n'
        day = "signed_on = 2026-12-01\n"
        found = holes_after(
            ("[promise]", f"{signed}{day}\n[promise]"),
            ('name.ru = "Номер экстренной помощи"\n', ""),
        )
        assert hole in found

    def test_of_a_reader_who_signed_on_no_day(self) -> None:
        signed = '[[language_reader]]\nlanguage = "ru"\nreader = "A"\n\n[promise]'
        found = holes_after(("[promise]", signed))
        assert "language_reader number 1: has no signed_on" in found

    def test_of_a_language_without_danger_words(self) -> None:
        assert "danger: no words in sv" in holes_after(("\nsv = [", "\nda = ["))

    @pytest.mark.parametrize("text", ["", "version = 1", "topic = 3", "[[topic]]", "x = [" * 3000])
    def test_of_a_text_that_is_no_catalogue(self, text: str) -> None:
        with pytest.raises(CatalogueRefused):
            read_catalogue(text)

    @pytest.mark.parametrize(
        ("told", "hole"),
        [
            ('notify.email = "jono"', "notify.email: 'jono' is no e-mail address"),
            (
                'notify.email = "info.@example.fi"',
                "notify.email: 'info.@example.fi' is no e-mail address",
            ),
            ('notify.sms = "112"', "notify.sms: '112' is no phone number"),
            ('notify.webhook = "http://a.fi"', "notify.webhook: the url must begin with https://"),
        ],
    )
    def test_of_an_address_that_nothing_can_be_sent_to(self, told: str, hole: str) -> None:
        found = holes_after(('code = "neuvola"\n', f'code = "neuvola"\n{told}\n'))
        assert found == (f"unit neuvola: {hole}",)

    def test_of_a_way_to_notify_that_is_none(self) -> None:
        found = holes_after(('code = "neuvola"\n', 'code = "neuvola"\nnotify.fax = "1"\n'))
        assert found == ("unit neuvola.notify: unknown field fax",)

    @pytest.mark.parametrize("unit", ["perhesosiaalityo", "lastensuojelu", "sosiaalipaivystys"])
    def test_of_a_name_that_would_tell_of_danger(self, unit: str) -> None:
        found = holes_after((f'code = "{unit}"\n', f'code = "{unit}"\nname_shown = true\n'))
        assert found == (f"unit {unit}: its name would tell a requester that danger was noticed",)

    def test_of_a_closed_intake(self) -> None:
        closure = 'unit = "palveluohjaus"\nfrom_on = 2026-12-24\nuntil_on = 2026-12-23\n'
        found = holes_after(("[[reason]]", f"[[closure]]\n{closure}\n[[reason]]"))
        assert found == (
            "closure 2026-12-24: the intake cannot close",
            "closure 2026-12-24: ends before it begins",
        )

    @pytest.mark.parametrize("until", ["2026-12-20", "2027-12-21"])
    def test_a_school_holiday_ends_after_it_begins_and_within_half_a_year(self, until: str) -> None:
        days = f"from_on = 2026-12-21\nuntil_on = {until}\n"
        found = holes_after(("[[reason]]", f"[[school_holiday]]\n{days}\n[[reason]]"))
        assert any("lasts longer than half a year" in hole for hole in found)


class TestTopicGroups:
    @pytest.mark.parametrize(
        ("old", "new", "hole"),
        [
            (
                'topics = ["KOU", "NEP", "YKS"]',
                'topics = ["KOU", "NEP"]',
                "topic YKS: stands in 0 topic groups, not in one",
            ),
            (
                'topics = ["KOU", "NEP", "YKS"]',
                'topics = ["KOU", "NEP", "YKS", "ERO"]',
                "topic ERO: stands in 2 topic groups, not in one",
            ),
            (
                'alone_when_young = ["ITS"]',
                'alone_when_young = ["KOU"]',
                "topic_group living: means 'KOU', which is not among its topics",
            ),
            ('alone = ["KAS"]\n', "", "topic_group small-child: alone names no topic"),
            ('topics = ["ERO"]\nalone', 'topics = ["ERO", "X"]\nalone', "no topic 'X'"),
            ('name.sv = "Skilsmässa"\n', "", "topic_group separation: name has no text in sv"),
        ],
    )
    def test_reach_every_topic_and_mean_something(self, old: str, new: str, hole: str) -> None:
        assert any(hole in found for found in holes_after((old, new)))
