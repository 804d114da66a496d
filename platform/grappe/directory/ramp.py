"""Numbers as steps of one colour: 0 for nothing, then four steps that hold about as many each."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = 4


@dataclass(frozen=True)
class Step:
    """One step of the ramp and the numbers it stands for, both included."""

    number: int
    least: int
    most: int


def step_of(value: int, values: Iterable[int]) -> int:
    """The quantile of `value` among the `values` above zero, 1 to 4; equal numbers share a step."""
    above = sorted(other for other in values if other > 0)
    if value <= 0 or not above:
        return 0
    middle = (bisect_left(above, value) + bisect_right(above, value)) / 2
    return min(STEPS, 1 + int(STEPS * middle / len(above)))


def legend(values: Iterable[int]) -> list[Step]:
    """The steps in use, each with the numbers it stands for."""
    given = sorted(values)
    reached: dict[int, list[int]] = {}
    for value in given:
        reached.setdefault(step_of(value, given), []).append(value)
    return [Step(step, min(found), max(found)) for step, found in sorted(reached.items())]
