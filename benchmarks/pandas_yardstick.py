"""The month's normalise, join, households and rules the way most people would write it: pandas read_csv, apply, merge.

One yardstick of `make bench`. It answers the same questions as the project's rules on the same delivered rows, written
plainly: a Python function per ID, text keys, one merge per department. Prints one JSON line of seconds and counts.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
HALF = str.maketrans("０１２３４５６７８９Ｘ×", "0123456789XX")


def check_character(body: str) -> str:
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def normalise(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    text = "".join(value.translate(HALF).split()).upper()
    if len(text) == 15 and text.isdigit():
        text = f"{text[:6]}19{text[6:]}"
        return text + check_character(text)
    text = text[:18]
    if len(text) == 18 and text[:17].isdigit() and check_character(text[:17]) == text[17]:
        return text
    return None


ID_HEADERS = {
    "公民身份号码", "证件号码", "身份证号", "成员身份证号", "身份证件号", "身份证号码", "户主身份证号", "残疾人证号",
    "id_no", "legal_person_id",
}  # fmt: skip
NAME_HEADERS = ("姓名", "成员姓名", "户主姓名", "车主姓名", "权利人", "借款人姓名", "name", "legal_person")


class County:
    """Every delivered table read as text, IDs normalised by a Python function, dates and amounts converted."""

    def __init__(self, folder: Path) -> None:
        self.frames = {path.stem: self._read(path) for path in sorted(folder.glob("*.csv"))}

    def _read(self, path: Path) -> pd.DataFrame:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
        for column in frame.columns:
            if column in ID_HEADERS:
                frame["id"] = frame[column].map(normalise)
            elif "日期" in column:
                frame[f"{column}_typed"] = pd.to_datetime(frame[column].str.replace("-", ""), errors="coerce")
            elif any(word in column for word in ("金额", "收入", "支付", "费用", "余额", "工资")):
                frame[f"{column}_typed"] = pd.to_numeric(frame[column], errors="coerce")
        return frame.drop_duplicates()

    def table(self, dataset: str, columns: list[str]) -> pd.DataFrame:
        return self.frames[dataset][["id", *columns]]

    def sightings(self) -> pd.DataFrame:
        """Every person with every dataset that knows them, and the name it uses."""
        parts = []
        for dataset, frame in self.frames.items():
            if "id" in frame:
                name = next((header for header in NAME_HEADERS if header in frame), None)
                names = frame[name] if name else None
                parts.append(pd.DataFrame({"id": frame["id"], "name": names, "dataset": dataset}))
        return pd.concat(parts).dropna(subset=["id"])


def running(frame: pd.DataFrame, month: str) -> pd.DataFrame:
    start, end = frame["起始月份"].str.replace("-", ""), frame["截止月份"].str.replace("-", "")
    return frame[(start <= month) & (end.isna() | (end >= month))]


def people(county: County, period: str) -> pd.DataFrame:
    year, month = period[:4], period.replace("-", "")
    register = county.table(
        "public_security.residents", ["姓名", "户号", "乡镇", "行政村", "人员状态", "出生日期"]
    ).drop_duplicates("id")
    listed = county.table(
        "rural_revitalization.monitored_members",
        ["户编号", "户类型", "监测对象类别", "识别监测时间", "风险是否已消除", "消除监测时间"],
    ).drop_duplicates("id")
    frame = register.merge(listed, on="id", how="outer")

    deaths = pd.concat(
        [
            county.table("public_security.deaths", ["死亡日期"]),
            county.table("civil_affairs.cremations", ["死亡日期"]),
            county.table("health.death_certificates", ["death_date"]).rename(columns={"death_date": "死亡日期"}),
        ]
    )
    deaths["死亡日期"] = deaths["死亡日期"].str.replace("-", "")
    frame = frame.merge(deaths.groupby("id")["死亡日期"].min().reset_index(), on="id", how="left")

    costs = county.table("medical_insurance.settlements", ["个人自付金额", "结算日期"])
    costs["self_paid"] = pd.to_numeric(costs["个人自付金额"], errors="coerce")
    frame = frame.merge(costs.groupby("id")["self_paid"].sum().reset_index(), on="id", how="left")

    enrolled = county.table("medical_insurance.enrolments", ["参保年度", "参保状态"])
    enrolled = enrolled[(enrolled["参保年度"] == year) & (enrolled["参保状态"] == "正常参保")]
    frame["insured"] = frame["id"].isin(enrolled["id"])
    employee = county.table("human_resources.employee_insurance", ["险种", "参保状态"])
    frame["employee"] = frame["id"].isin(employee.loc[employee["险种"] == "医疗", "id"])
    pension = county.table("human_resources.resident_pension", ["参保状态"])
    frame["pension"] = frame["id"].isin(pension.loc[pension["参保状态"] == "待遇领取", "id"])

    students = county.table("education.students", ["学年", "就读状态"])
    frame["in_school"] = frame["id"].isin(students.loc[students["就读状态"].isin(["在读", "休学", "送教上门"]), "id"])
    absent = county.table("education.out_of_school", ["未在校原因"])
    frame["excused"] = frame["id"].isin(
        absent.loc[absent["未在校原因"].isin(["重病重残", "送教上门", "延缓入学", "出国"]), "id"]
    )

    dibao = running(county.table("civil_affairs.dibao", ["起始月份", "截止月份"]), month)
    frame["dibao"] = frame["id"].isin(dibao["id"])
    care = county.table("civil_affairs.disability_subsidies", ["补贴类型", "起始月份", "截止月份"])
    frame["care"] = frame["id"].isin(running(care[care["补贴类型"] == "重度残疾人护理补贴"], month)["id"])
    certificates = county.table("disabled_federation.certificates", ["残疾等级", "证件状态"])
    severe = certificates[(certificates["证件状态"] == "有效") & certificates["残疾等级"].isin(["一级", "二级"])]
    frame["severe"] = frame["id"].isin(severe["id"])
    cars = county.table("public_security.vehicles", ["车辆类型", "车辆状态"])
    cars = cars[(cars["车辆状态"] == "正常") & cars["车辆类型"].isin(["小型汽车", "大型货车", "营运客车"])]
    frame["car"] = frame["id"].isin(cars["id"])
    payroll = county.table("finance.public_payroll", ["人员类别"])
    frame["payroll"] = frame["id"].isin(payroll["id"])
    frame["retired"] = frame["id"].isin(payroll.loc[payroll["人员类别"] == "退休", "id"])
    housing = county.table("housing.housing_safety", ["住房鉴定等级", "是否入住"])
    unsafe = housing[housing["住房鉴定等级"].isin(["C", "D"]) & (housing["是否入住"] != "是")]
    frame["unsafe"] = frame["id"].isin(unsafe["id"])
    sightings = county.sightings()
    known = sightings.groupby("id")["dataset"].nunique().rename("known_by").reset_index()
    frame = frame.merge(known, on="id", how="left")
    named = sightings.dropna(subset=["name"]).merge(register[["id", "姓名"]], on="id")
    plain = named["name"].str.replace(r"[\s·•．]", "", regex=True)
    other = plain != named["姓名"].str.replace(r"[\s·•．]", "", regex=True)
    frame["other_name"] = frame["id"].isin(named.loc[other, "id"])
    frame["household"] = frame["户编号"].fillna(frame["户号"])
    frame["living"] = (frame["人员状态"] == "正常") & frame["死亡日期"].isna()
    frame["age"] = int(year) - pd.to_numeric(frame["id"].str[6:10])
    return frame


def rules(frame: pd.DataFrame) -> dict[str, int]:
    """Hits by rule, households for risk and wrong, persons for missed."""
    frame["child_out"] = frame["living"] & frame["age"].between(6, 15) & ~frame["in_school"] & ~frame["excused"]
    frame["no_insurance"] = frame["living"] & ~frame["insured"] & ~frame["employee"]
    households = frame.groupby("household").agg(
        self_paid=("self_paid", "sum"),
        child_out=("child_out", "any"),
        no_insurance=("no_insurance", "any"),
        unsafe=("unsafe", "any"),
        dibao=("dibao", "any"),
        car=("car", "any"),
        payroll=("payroll", "any"),
        kind=("户类型", "first"),
    )
    line = households["kind"].map({"脱贫户": 5000}).fillna(10000)
    return {
        "risk.medical_self_paid": int((households["self_paid"] >= line).sum()),
        "risk.dropout": int(households["child_out"].sum()),
        "risk.uninsured": int(households["no_insurance"].sum()),
        "risk.unsafe_housing": int(households["unsafe"].sum()),
        "wrong.dibao_car": int((households["dibao"] & households["car"]).sum()),
        "wrong.dibao_public_salary": int((households["dibao"] & households["payroll"]).sum()),
        "missed.disability_care": int((frame["living"] & frame["severe"] & ~frame["care"]).sum()),
        "missed.resident_pension": int(
            (frame["living"] & (frame["age"] >= 60) & ~frame["pension"] & ~frame["retired"]).sum()
        ),
        "conflict.name": int(frame["other_name"].sum()),
        "conflict.alive_or_dead": int(((frame["人员状态"] == "正常") & frame["死亡日期"].notna()).sum()),
    }


def main(folder: Path, period: str) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    frame = people(County(folder), period)
    hits = rules(frame)
    seconds = {"wall": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    print(json.dumps({**seconds, "people": len(frame), "hits": hits}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
