"""Our field everywhere: label, hint, error, control."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from eduklaster.ui.kit import SampleForm


def test_label_hint_error_and_control_stand_in_this_order() -> None:
    form = SampleForm({"people": "500"})
    field = str(form["people"].as_field_group())
    places = [field.index(part) for part in ("<label", "_helptext", "_error", "<input")]
    assert places == sorted(places)


def test_an_error_is_tied_to_its_control() -> None:
    field = str(SampleForm({"people": "500"})["people"].as_field_group())
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_people_helptext id_people_error"' in field


def test_a_required_field_says_so_in_words_and_an_optional_one_says_nothing() -> None:
    with translation.override("en"):
        form = SampleForm()
        assert "(required)" in str(form["title"].as_field_group())
        assert "(required)" not in str(form["email"].as_field_group())


@pytest.mark.parametrize(
    ("name", "hint"),
    [("people", 'inputmode="numeric"'), ("email", 'autocomplete="email"'), ("kind", 'class="form-select"')],
)
def test_a_phone_shows_the_right_keyboard(name: str, hint: str) -> None:
    assert hint in str(SampleForm()[name].as_field_group())


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    field = str(SampleForm()["alarm"].as_field_group())
    assert field.strip().startswith("<fieldset")
    assert "<legend" in field
    assert field.count('class="form-check"') == 2


def test_a_checkbox_has_its_words_on_the_right() -> None:
    field = str(SampleForm()["consent"].as_field_group())
    assert field.index("<input") < field.index("<label")


def test_all_ways_to_draw_a_form_use_our_field() -> None:
    form = SampleForm()
    assert str(form.as_div()).count('class="field') == len(form.fields)
    assert str(form.as_p()).count('class="field') == len(form.fields)
    assert str(form).count('class="field') == len(form.fields)


def test_a_summary_links_each_error_to_its_field() -> None:
    class Refused(SampleForm):
        def clean(self) -> None:
            raise forms.ValidationError("The day is taken.")

    form = Refused({"alarm": ""})
    form.is_valid()
    page = Template("{% load ui %}{% error_summary form %}").render(Context({"form": form}))
    assert 'role="alert"' in page
    assert "The day is\u00a0taken." in page
    assert 'href="#id_title"' in page
    assert 'href="#id_alarm_0"' in page
    for target in ("id_title", "id_alarm_0"):
        assert f'id="{target}"' in str(form)


def test_a_sound_form_has_no_summary() -> None:
    page = Template("{% load ui %}{% error_summary form %}").render(Context({"form": SampleForm()}))
    assert page.strip() == ""


def test_what_a_person_typed_is_escaped() -> None:
    form = SampleForm({"title": '"><script>'})
    assert "<script>" not in str(form)
