"""Intake: the roster file goes in whole; case workers screen everybody and refer those accepted."""

from datetime import date

from qibu.demo.plan.story import Story
from qibu.demo.play.world import Astray, World, together, within
from qibu.roster.sheet import roster_bytes

HEADER_ROWS = 1


async def import_roster(world: World) -> None:
    """Import the roster, as XLSX, in one go; learn everybody's id."""
    content = roster_bytes(story.person for story in world.plan.stories)
    answer = await world.office.importer.upload("/v1/rosters", "roster", "roster.xlsx", content)
    for line in answer["applicants"]:
        world.applicants[int(line["row"]) - HEADER_ROWS] = line["applicant_id"]


async def screen(world: World, month: date) -> None:
    """Screen whoever is due this month; some withdraw soon after."""
    due = [story for story in world.stories() if within(story.screened_on, month)]
    await together(_screen(world, story) for story in due)


async def _screen(world: World, story: Story) -> None:
    row = story.person.row
    desk = world.office.case_worker(story.person.area)
    path = f"/v1/applicants/{world.applicants[row]}"
    answer = await desk.post(f"{path}/screening", f"screening-{row}", screened_on=story.screened_on)
    if (answer["state"] == "accepted") != story.accepted:
        raise Astray(f"row {row}: the rules of intake say {answer['state']}, which the plan did not foresee")
    if story.accepted:
        world.deeds.accepted.add(row)
    if story.withdrawn_on is not None:
        await desk.post(
            f"{path}/withdrawal",
            f"withdrawal-{row}",
            withdrawn_on=story.withdrawn_on,
            reason=story.withdrawal_reason,
        )


async def refer(world: World, month: date) -> None:
    """Refer the people of this month's classes to their institutions."""
    due = [story for story in world.stories() if story.training and within(story.training.referred_on, month)]
    await together(_refer(world, story) for story in due)


async def _refer(world: World, story: Story) -> None:
    taught = world.class_of(story)
    if story.training is None or taught is None:
        return
    row = story.person.row
    await world.office.case_worker(story.person.area).post(
        f"/v1/applicants/{world.applicants[row]}/referral",
        f"referral-{row}",
        institution_id=world.institution_ids[taught.institution],
        package=taught.package,
        referred_on=story.training.referred_on,
    )
