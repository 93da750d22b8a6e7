import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import phones, text

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "typed",
    [
        "18079606663",
        "180 7960 6663",
        "180-7960-6663",
        "+86 180 7960 6663",
        "+8618079606663",
        "0086 180 7960 6663",
        "008618079606663",
        "１８０７９６０６６６３",
        "＋８６ １８０ ７９６０ ６６６３",
        " 18079606663 ",
        "(180)79606663",
        "18٠٧٩٦٠٦٦٦٣",
        "180\u200c7960\u200b6663",
        "180\u00a07960\u00a06663",
        "\ufeff18079606663\u202c",
        "手机：18079606663",
        "电话 18079606663。",
        "Tel. 180-7960-6663,",
        "18079606663、",
        "0086-180-7960-6663",
        "18079606663（微信同号）",
    ],
)
def test_every_spelling_of_a_mobile_number_is_the_same_number(typed):
    phone = phones.parse(typed)
    assert phone.e164 == "+8618079606663"
    assert phone.is_mobile
    assert phone.raw == text.clean(typed).strip()


@pytest.mark.parametrize(
    "typed", ["0796-8970353", "07968970353", "（0796）8970353", "+86 796 8970353", "0086-796-8970353"]
)
def test_a_landline_with_its_area_code_is_read_and_is_not_mobile(typed):
    phone = phones.parse(typed)
    assert phone.e164 == "+867968970353"
    assert not phone.is_mobile


@pytest.mark.parametrize(
    ("typed", "extension"),
    [("0796-8970353转801", "801"), ("0796-8970353 转 801", "801"), ("0796-8970353分机12", "12"), ("07968970353#8", "8"),
     ("0796-8970353 ext. 801", "801"), ("0796-8970353x801", "801"), ("0796-8970353-801", "801"),
     ("+86-796-8970353-801", "801"), ("0796-8970353（转801）", "801"), ("0796-8970353 分机号：801", "801")],
)  # fmt: skip
def test_an_extension_is_kept_apart(typed, extension):
    phone = phones.parse(typed)
    assert (phone.e164, phone.extension) == ("+867968970353", extension)


@pytest.mark.parametrize(
    ("typed", "e164", "extension"),
    [
        ("010 6234 5678转12", "+861062345678", "12"),
        ("010-6234-5678-12", "+861062345678", "12"),
        ("400-123-4567-801", "+864001234567", "801"),
        ("139-0000-2208", "+8613900002208", ""),
    ],
)
def test_a_dash_begins_an_extension_after_a_whole_landline(typed, e164, extension):
    phone = phones.parse(typed)
    assert (phone.e164, phone.extension) == (e164, extension)


@pytest.mark.parametrize("typed", ["13911110ooo", "1391111OOOO", "139一一一一0000"])
def test_letters_that_are_no_digits_are_refused_and_named(typed):
    with pytest.raises(phones.UnreadablePhone) as refused:
        phones.parse(typed)
    assert refused.value.message == phones.LETTERS


@pytest.mark.parametrize(
    "typed",
    [
        "13900002208 13800001111",
        "139 0000 2208 / 138 0000 1111",
        "13900002208、0796-8970353",
        "13900002208，13800001111；13700001111",
        "手机13900002208 电话0796-8970353",
        "13900002208或13800001111",
        "+8613900002208-13800001111",
    ],
)
def test_several_numbers_in_one_field_are_refused_by_name(typed):
    with pytest.raises(phones.UnreadablePhone) as refused:
        phones.parse(typed)

    assert refused.value.message == phones.SEVERAL


@pytest.mark.parametrize("typed", ["13900002208 1380000", "1390000 或 8970353", "," * 100_000])
def test_a_wrong_number_beside_others_is_only_unreadable(typed):
    with pytest.raises(phones.UnreadablePhone) as refused:
        phones.parse(typed)

    assert refused.value.message != phones.SEVERAL


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        phone = phones.parse(typed)
    except phones.UnreadablePhone:
        return
    assert phone.e164.isascii()
    assert phone.extension.isascii()
    phone.raw.encode()


def test_an_extension_is_shown_beside_the_number():
    assert phones.mask("+867968970353", "801") == "0796****0353 转 801"
    assert phones.link("+867968970353", "801") == "tel:+867968970353,801"


@pytest.mark.parametrize("typed", ["", "12345", "8970353", "电话", "1807960666", "180796066633333", "+86 12079606663"])
def test_what_cannot_be_dialled_is_refused_by_name(typed):
    with pytest.raises(phones.UnreadablePhone) as refused:
        phones.parse(typed)
    assert refused.value.field == "phone"


# The library takes 179xx for the dialling code of a carrier and drops it.
@given(st.from_regex(r"1[3-8][0-9]{9}", fullmatch=True).filter(lambda typed: not typed.startswith("179")))
def test_the_usual_spelling_is_read_as_the_library_reads_it(typed):
    number = phonenumbers.parse(typed, "CN")
    assert phones.parse(typed).e164 == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def test_a_mobile_prefix_unknown_to_the_library_is_accepted():
    assert phones.parse("14012345678").e164 == "+8614012345678"


def test_a_foreign_number_keeps_its_country():
    assert phones.parse("+852 2345 6789").e164 == "+85223456789"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "+86 "]), st.booleans())
def test_any_mobile_number_survives_prefix_and_width(number, prefix, is_wide):
    typed = prefix + (number.translate(FULL_WIDTH) if is_wide else number)
    assert phones.parse(typed).e164 == f"+86{number}"


def test_a_masked_number_shows_three_and_four_digits():
    assert phones.mask("+8618079606663") == "180****6663"
    assert phones.mask("+8610086") == "*****"


@pytest.mark.parametrize(
    ("typed", "masked"),
    [
        ("0796-8970353", "0796****0353"),
        ("010 6234 5678转12", "010****5678 转 12"),
        ("400-123-4567", "400****4567"),
        ("+852 2345 6789", "+852****6789"),
        ("+1 415 555 2671", "+1****2671"),
    ],
)
def test_a_masked_number_keeps_its_area_or_its_country(typed, masked):
    phone = phones.parse(typed)
    assert phones.mask(phone.e164, phone.extension) == masked


def test_a_number_is_spaced_as_people_read_it():
    assert phones.spaced("+8618079606663") == "180 7960 6663"
    assert phones.spaced("+867968970353") == "0796 897 0353"
    assert phones.spaced("+85223456789") == "+852 2345 6789"


@pytest.mark.parametrize(
    ("e164", "place"),
    [
        ("+867968970353", "江西省吉安市"),
        ("+8618079606663", "江西省吉安市"),
        ("+861065551234", "北京市"),
        ("+14155550100", ""),
        ("", ""),
    ],
)
def test_the_place_of_issue_is_known_without_the_library_s_table(e164, place):
    assert phones.place(e164) == place
