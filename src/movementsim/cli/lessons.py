"""The command that tries lessons: lesson."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from movementsim.cli.options import Commands

ANOTHER_ANSWER = 1
"""Exit status when the runs do not support the answer of a lesson."""


def lesson_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files of lessons, in TOML.")
    ],
    pairs: Annotated[int, typer.Option(min=2, help="Number of pairs of runs.")] = 20,
) -> None:
    """Run many pairs of a lesson, and report whether they support its answer."""
    from movementsim.app.lessons.lesson import read_lesson
    from movementsim.app.lessons.trial import try_lesson

    lessons = [read_lesson(file) for file in files]  # all are checked before any run
    supported = True
    for lesson in lessons:
        trial = try_lesson(lesson, pairs)
        supported &= trial.answer == lesson.answer
        print(
            f"{lesson.key}: {lesson.metric} {trial.a:.3f} in A, {trial.b:.3f} in B; B - A "
            f"{trial.low:.3f} to {trial.high:.3f} (95% interval); more in A in {trial.a_more} "
            f"pairs, in B in {trial.b_more}, equal in {trial.equal}\n"
            f"  the pairs support {trial.answer!r}, the lesson says {lesson.answer!r}"
            f'\n  sure = "{trial.sentence}"'
        )
    if not supported:
        raise typer.Exit(ANOTHER_ANSWER)


LESSON_COMMANDS: Commands = {"lesson": lesson_command}
"""The command of this file, by the name under which it is called."""
