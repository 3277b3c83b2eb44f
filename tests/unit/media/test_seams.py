"""What a join's error is, on sounds whose error is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.domain.seams import FLOOR, Figure, Sound, figure, inside, shift

FRAME = 1024
FRAMES = 120
AT = 60


def noise(level_db: float, channels: int = 2, seed: int = 1) -> Sound:
    generator = np.random.default_rng(seed)
    made = generator.standard_normal((FRAMES * FRAME, channels)) * 10 ** (level_db / 20)
    return np.asarray(made, np.float32)


def with_error(sound: Sound, snr_db: float, frames: slice = slice(0, FRAMES)) -> Sound:
    """The sound with white noise `snr_db` below it in some frames."""
    error = np.zeros_like(sound)
    level = 20 * np.log10(float(np.sqrt((sound**2).mean()))) - snr_db
    part = slice((frames.start or 0) * FRAME, frames.stop * FRAME)
    error[part] = noise(level, sound.shape[1], seed=2)[part]
    return sound + error


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("snr_db", [5.0, 20.0, 40.0])
def test_the_figure_is_the_ratio_of_sound_to_error(channels: int, snr_db: float) -> None:
    sound = noise(-20, channels)
    found = figure(sound, with_error(sound, snr_db), FRAME, AT)
    assert found.snr_db == pytest.approx(snr_db, abs=0.6)
    assert found.inside_db == pytest.approx(snr_db, abs=0.3)
    assert found.low_db is not None
    assert found.low_db < snr_db
    assert found.audible
    assert not found.suspect


@pytest.mark.parametrize("spoilt", [AT, AT + 1])
def test_one_spoilt_frame_makes_a_join_suspect(spoilt: int) -> None:
    sound = noise(-20)
    heard = with_error(sound, 25)
    frame = slice(spoilt * FRAME, (spoilt + 1) * FRAME)
    heard[frame] = with_error(sound, 15)[frame]
    found = figure(sound, heard, FRAME, AT)
    assert found.snr_db == pytest.approx(15, abs=0.6)
    assert found.inside_db == pytest.approx(25, abs=0.3)
    assert found.suspect
    assert not figure(sound, heard, FRAME, AT - 5).suspect


def test_a_join_is_not_judged_by_its_own_neighbourhood() -> None:
    # All that is near the join is as bad as the join: what is further away decides.
    sound = noise(-20)
    heard = with_error(sound, 25)
    near = slice((AT - 10) * FRAME, (AT + 10) * FRAME)
    heard[near] = with_error(sound, 15)[near]
    assert figure(sound, heard, FRAME, AT).suspect


def test_what_is_no_worse_than_a_tenth_of_the_places_is_as_good_as_they() -> None:
    sound = noise(-20)
    heard = with_error(sound, 25)
    for frame in (*range(2, 44, 4), *range(80, 116, 4), AT):
        part = slice(frame * FRAME, (frame + 1) * FRAME)
        heard[part] = with_error(sound, 15)[part]
    assert not figure(sound, heard, FRAME, AT).suspect


def test_silence_is_no_error() -> None:
    silence = np.zeros((FRAMES * FRAME, 2), np.float32)
    found = figure(silence, silence, FRAME, AT)
    assert found == Figure(0.0, None, None, audible=False)
    faint = figure(silence, noise(-90), FRAME, AT)
    assert (faint.audible, faint.suspect) == (False, False)


def test_noise_in_silence_is_an_error() -> None:
    silence = np.zeros((FRAMES * FRAME, 2), np.float32)
    found = figure(silence, noise(-40), FRAME, AT)
    assert found.inside_db is None
    assert found.suspect


def test_a_rest_is_not_held_against_the_join_in_it() -> None:
    # Music, then a quarter second of digital silence around the join, delivered as silence.
    sound = noise(-20)
    sound[(AT - 5) * FRAME : (AT + 5) * FRAME] = 0
    heard = with_error(sound, 25)
    heard[(AT - 5) * FRAME : (AT + 5) * FRAME] = 0
    found = figure(sound, heard, FRAME, AT)
    assert found.inside_db == pytest.approx(25, abs=0.4), "places that are silent do not count"
    assert (found.snr_db, found.suspect) == (0.0, False)
    assert len(inside(sound, heard, FRAME)) < FRAMES - 10


def test_what_the_source_had_clipped_does_not_count() -> None:
    # The encoder saw a peak of 1.4 that 16 bits could not tell.
    sound = noise(-20)
    loud = with_error(sound, 25)
    loud[AT * FRAME + 100 : AT * FRAME + 200] = 1.4
    sound[AT * FRAME + 100 : AT * FRAME + 200] = 1.0
    assert figure(sound, loud, FRAME, AT).snr_db == pytest.approx(25, abs=0.6)


def test_a_square_wave_at_full_scale_counts() -> None:
    square = np.where(np.arange(FRAMES * FRAME) % 100 < 50, 1, -1).astype(np.float32)
    wave = np.stack([square, square], axis=1)
    found = figure(wave, with_error(wave, 20), FRAME, AT)
    assert found.snr_db == pytest.approx(20, abs=0.6)


def test_few_places_inside_say_nothing() -> None:
    sound = noise(-20)[: 20 * FRAME]
    heard = with_error(noise(-20), 25)[: 20 * FRAME]
    assert figure(sound, heard, FRAME, 10).inside_db is None
    assert not figure(sound, heard, FRAME, 10).suspect
    assert figure(sound, -3 * sound, FRAME, 10).suspect, "the error is louder than the sound"


@settings(deadline=None, max_examples=30)
@given(st.integers(-20_000, 20_000), st.sampled_from([1, 2]), st.floats(3, 40))
def test_a_shift_is_found_to_the_sample(late: int, channels: int, snr_db: float) -> None:
    sound = noise(-20, channels)
    whole = with_error(sound, snr_db)
    wanted = sound[20_000:90_000]
    assert shift(wanted, whole[20_000 - late : 90_000 - late]) == late


def test_a_low_tone_in_place_is_in_place() -> None:
    # A sample more or less is hardly seen in 40 Hz, and a period more not at all.
    tone = np.sin(2 * np.pi * 40 * np.arange(65_536) / 44_100).astype(np.float32)[:, None]
    generator = np.random.default_rng(3)
    heard = tone + 0.05 * generator.standard_normal(tone.shape).astype(np.float32)
    assert shift(tone, heard) == 0


def test_another_sound_is_no_shift() -> None:
    assert shift(noise(-20), noise(-20, seed=9)) is None
    silence = np.zeros((FRAMES * FRAME, 2), np.float32)
    assert shift(silence, silence) == 0


def test_the_floor_is_80_db_below_full_scale() -> None:
    assert 10 * np.log10(FLOOR) == pytest.approx(-80)
