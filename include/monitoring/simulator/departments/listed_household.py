"""乡村振兴局: the columns of the large export that are the same for every member of a household."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from monitoring.simulator import facts_list
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.topics import listing
from monitoring.simulator.view import View

MONTH = "{:04d}{:02d}"
_CAUSES = [
    "因病", "因残", "因学", "因灾", "因意外事故", "因务工就业不稳", "因产业项目失败", "因安全住房", "因安全饮水",
    "缺劳动力", "因疫", "其他",
]  # fmt: skip
_HELP = (
    ("产业帮扶", ("发展种植业", "发展养殖业,技术指导")),
    ("就业帮扶", ("务工就业", "技能培训,务工就业")),
    ("金融帮扶", ("小额信贷", "小额信贷")),
    ("公益岗位帮扶", ("保洁员", "生态护林员")),
    ("健康帮扶", ("参加城乡居民基本医疗保险", "家庭医生签约服务,大病专项救治")),
    ("教育帮扶", ("享受雨露计划", "享受雨露计划")),
    ("义务教育保障", ("控辍保学", "教育资助")),
    ("住房安全保障", ("危房改造", "危房改造")),
    ("搬迁", ("易地搬迁", "易地搬迁")),
    ("饮水安全保障", ("解决饮水安全", "解决饮水安全")),
    ("综合保障", ("低保", "低保,临时救助")),
    ("社会帮扶", ("社会捐赠", "志愿服务")),
    ("基础设施建设", ("入户路", "入户路")),
    ("生产生活条件改善", ("改厕", "改厨")),
)


def monitoring(view: View, rows: Array) -> dict[str, pa.Array]:
    """Since when and why the household is monitored, and whether the risk is gone."""
    listed = view.world.listed
    monitored = listed["category"][rows] != listing.NOT_MONITORED
    gone = listed["eliminated"][rows]
    empty = np.full(len(rows), -1)
    return {
        "识别监测时间": tx.months(listed["identified"][rows], MONTH),
        "致贫/返贫风险1": tx.pick(_CAUSES, listed["cause_1"][rows]),
        "致贫/返贫风险2": tx.pick(_CAUSES, listed["cause_2"][rows]),
        "致贫/返贫风险3": tx.pick(_CAUSES, empty),
        "致贫/返贫风险4": tx.pick(_CAUSES, empty),
        "致贫/返贫风险5": tx.pick(_CAUSES, empty),
        "其他备注": tx.pick(("家中有病人", "缺少技术"), np.where(rows % 23 == 0, rows % 2, -1)),
        "风险是否已消除": tx.only_where(tx.yes_no(gone), monitored),
        "消除监测时间": tx.months(listed["eliminated_month"][rows], MONTH),
        "风险消除方式": tx.pick(("帮扶消除", "自然消除"), listed["mode"][rows]),
    }


def measures(view: View, rows: Array) -> dict[str, pa.Array]:
    """The measures, a list in each column."""
    given = view.world.listed["help"][rows]
    active = view.world.listed["category"][rows] >= 0
    columns = {
        "实施开发式帮扶措施情况": tx.only_where(tx.pick(("尚未实施", "是"), (given > 0).astype(np.int8)), active)
    }
    for bit, (header, texts) in enumerate(_HELP):
        columns[header] = tx.pick(texts, np.where(given >> bit & 1, rows % 2, -1))
        if header == "公益岗位帮扶":
            columns["公益性岗位帮扶其他备注"] = tx.pick(("无",), np.full(len(rows), -1))
    return columns


def checks(view: View, rows: Array) -> dict[str, pa.Array]:
    """The guarantees as the list sees them."""
    listed = view.world.listed
    gone, no = listed["eliminated"][rows], np.zeros(len(rows), dtype=bool)
    causes = listed["cause_1"][rows]
    return {
        "整户无劳动能力兜底保障户": tx.yes_no(causes == 9),
        "是否危房户": tx.yes_no(facts_list.unsafe_housing(view.world)[rows]),
        "是否解决安全饮用水": tx.yes_no(facts_list.safe_water(view.world)[rows]),
        "是否义务教育阶段适龄儿童少年失学辍学": tx.yes_no(no),
        "是否有家庭成员未参加城乡居民（职工）基本医疗保险": tx.yes_no(no),
        "风险消除后是否住房损毁": tx.only_where(tx.yes_no(no), gone),
        "风险消除后是否饮水设施损毁": tx.only_where(tx.yes_no(no), gone),
        "风险消除后是否义务教育阶段适龄儿童少年失学辍学": tx.only_where(tx.yes_no(no), gone),
    }


def incomes(view: View, rows: Array) -> dict[str, pa.Array]:
    """Declared income and spending."""
    listed = view.world.listed
    head, after = listed["income"][rows], listed["income_after"][rows]
    gone = after != NONE

    def share(numerator: int, denominator: int) -> pa.Array:
        return tx.amounts(np.where(head != NONE, head * numerator // denominator, NONE))

    def part(amount: Array, tenths: int) -> pa.Array:
        return tx.amounts(np.where(gone, amount * 3 * tenths // 10, NONE))

    return {
        "人均纯收入（元）": tx.amounts(head),
        "工资性收入": share(2, 1),
        "生产经营性收入": share(9, 10),
        "财产性收入": share(1, 20),
        "转移性收入": share(1, 3),
        "生产经营性支出": share(1, 4),
        "合规自付支出": share(1, 6),
        "风险消除后工资性收入": part(after, 7),
        "风险消除后生产经营性收入": part(after, 2),
        "风险消除后财产性收入": part(after, 0),
        "风险消除后转移性收入": part(after, 2),
        "风险消除后生产经营性支出": part(after, 1),
        "风险消除后理赔收入": part(after, 0),
        "风险消除后合规自付支出": part(after, 0),
        "风险消除后家庭纯收入": part(after, 10),
        "风险消除后家庭人均纯收入": tx.amounts(after),
        "风险消除后是否有家庭成员未参加城乡居民（职工）基本医疗保险": tx.only_where(tx.yes_no(gone & False), gone),
        "特困人员救助供养金": tx.amounts(np.where(rows % 31 == 0, 960_000, NONE)),
    }


def home(view: View, rows: Array) -> dict[str, pa.Array]:
    """Land, house and the cadres in charge."""
    named = ~view.world.listed["no_contact"][rows]
    helpers = view.world.households["head"][rows % len(view.world.households)]
    return {
        "耕地面积（亩）": tx.amounts(rows % 70 * 10),
        "林地面积（亩）": tx.amounts(rows % 90 * 10),
        "退耕还林面积（亩）": tx.amounts(rows % 11 * 10),
        "林果面积（亩）": tx.amounts(rows % 7 * 10),
        "牧草地面积": tx.amounts(rows % 3 * 10),
        "水面面积": tx.amounts(rows % 2 * 10),
        "住房面积": tx.amounts(6000 + rows % 90 * 100),
        "是否通生活用电": tx.yes_no(rows >= 0),
        "是否有卫生厕所": tx.yes_no(rows % 13 > 0),
        "入户道路是否硬化": tx.yes_no(rows % 17 > 0),
        "与村主干路距离": tx.amounts(rows % 40 * 10),
        "监测联系人": tx.only_where(view.plain_name(helpers), named),
        "监测联系人电话": tx.only_where(tx.integers(19_950_000_000 + rows * 17), named),
        "信息采集人": view.plain_name(view.world.households["head"][rows % 97]),
        "信息采集人联系电话": tx.integers(19_970_000_000 + rows % 97),
    }
