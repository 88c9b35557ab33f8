"""Help for households with means: firms, dwellings, pensions of employees, cars and salaries."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.faults.missed import members, monitor
from monitoring.simulator.faults.planter import Planter
from monitoring.simulator.faults.wrong import poor
from monitoring.simulator.table import Array
from monitoring.simulator.topics import listing, medical, pension, work
from monitoring.simulator.topics import property as estate

_FIRM, _HOMES, _PENSION = "wrong.dibao_business", "wrong.dibao_properties", "wrong.dibao_retirement_pension"
_LISTED = "wrong.listed_assets"


def plant(planter: Planter) -> None:
    """Three rules about dibao and one about the national list."""
    _plant_firms(planter)
    _plant_dwellings(planter)
    _plant_pensioners(planter)
    _plant_listed_means(planter)


def _plant_firms(planter: Planter) -> None:
    world, now, day = planter.world, planter.world.month.index, planter.world.month.last_day - 300
    chosen = poor(planter, planter.lasting_count, now - 14)
    way = np.arange(len(chosen)) % 2
    for number, kind in enumerate((estate.COMPANY, estate.COOPERATIVE)):
        estate.found(world, chosen[way == number], kind, day)
    planter.plant_households(_FIRM, chosen)
    for kind, status, why in (
        (estate.STALL, estate.EXISTING, "个体工商户不算"),
        (estate.COMPANY, estate.STRUCK_OFF, "公司已注销"),
        (estate.COOPERATIVE, estate.REVOKED, "合作社已吊销"),
    ):
        near = poor(planter, planter.near_count, now - 10)
        estate.found(world, near, kind, day, status)
        planter.spare_households(_FIRM, near, why)
    ended = poor(planter, planter.near_count, now - 20, now - 1)
    estate.found(world, ended, estate.COMPANY, day)
    planter.spare_households(_FIRM, ended, "低保已于上月截止")


def _plant_dwellings(planter: Planter) -> None:
    world, now, day = planter.world, planter.world.month.index, planter.world.month.last_day - 500
    chosen = poor(planter, planter.lasting_count, now - 12)
    for _ in range(2):
        estate.acquire(world, chosen, estate.DWELLING, day)
    planter.plant_households(_HOMES, chosen)
    near = poor(planter, planter.near_count, now - 7)
    for use in (estate.DWELLING, estate.SHOP, estate.PARKING):
        estate.acquire(world, near, use, day)
    planter.spare_households(_HOMES, near, "只有一套住宅，其余是商铺和车位")


def retire_as_employees(planter: Planter, who: Array) -> None:
    """The employees' insurance pays these people's pension and insures them, and nobody else does."""
    people = planter.world.people
    work.retire(planter.world, who)
    people["insured_as"][who] = medical.EMPLOYED
    drawing = who[people["pension_status"][who] == pension.DRAWING]
    people["pension_status"][drawing] = pension.ENDED


def _plant_pensioners(planter: Planter) -> None:
    now, elder = planter.world.month.index, planter.ages >= 61
    chosen = poor(planter, planter.lasting_count, now - 9, among=elder)
    retire_as_employees(planter, chosen)
    planter.plant_households(_PENSION, chosen)
    near = poor(planter, planter.near_count, now - 9, among=elder)
    planter.spare_households(_PENSION, near, "领取的是城乡居民养老待遇，或没有养老待遇")
    ended = poor(planter, planter.near_count, now - 25, now - 1, among=elder)
    retire_as_employees(planter, ended)
    planter.spare_households(_PENSION, ended, "低保已于上月截止")


def _plant_listed_means(planter: Planter) -> None:
    world, now, day = planter.world, planter.world.month.index, planter.world.month.last_day - 200
    ways = (_buy_car, _found_company, _own_two_dwellings, _take_salary)
    for give in ways if world.month == world.first else ways[now % 4 : now % 4 + 1]:
        owner = members(planter, monitor(planter, planter.near_count, now - 4))
        give(planter, owner, day)
        planter.plant_households(_LISTED, owner)
    if world.month == world.first:
        _spare_listed_means(planter)


def _spare_listed_means(planter: Planter) -> None:
    """They stay on the list: planted once."""
    world, now, day = planter.world, planter.world.month.index, planter.world.month.last_day - 200
    little = members(planter, monitor(planter, planter.near_count, now - 4))
    estate.buy(world, little, estate.MOTORCYCLE, day)
    estate.found(world, little, estate.STALL, day)
    estate.acquire(world, little, estate.DWELLING, day)
    planter.spare_households(_LISTED, little, "只有摩托车、个体摊位和一套住宅")
    rows = monitor(planter, planter.near_count, now - 12)
    listing.eliminate(world, rows, now - 3)
    done = members(planter, rows)
    estate.buy(world, done, estate.CAR, day)
    planter.spare_households(_LISTED, done, "风险已消除")


def _buy_car(planter: Planter, who: Array, day: int) -> None:
    estate.buy(planter.world, who, estate.CAR, day)


def _found_company(planter: Planter, who: Array, day: int) -> None:
    estate.found(planter.world, who, estate.COMPANY, day)


def _own_two_dwellings(planter: Planter, who: Array, day: int) -> None:
    for _ in range(2):
        estate.acquire(planter.world, who, estate.DWELLING, day)


def _take_salary(planter: Planter, who: Array, day: int) -> None:
    work.pay_from_treasury(planter.world, who, work.LONG_TERM)
