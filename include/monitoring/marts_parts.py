"""What a mart table is made of, and the meanings that columns of several tables share. Only the standard library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TypeName = Literal["text", "integer", "bigint", "numeric", "date", "boolean", "json"]


@dataclass(frozen=True)
class MartColumn:
    """One column. meaning: the Chinese sentence that becomes the column's comment."""

    name: str
    type: TypeName
    meaning: str
    nullable: bool = True


@dataclass(frozen=True)
class MartTable:
    """One table. key: what identifies a row within one version of one period; restricted: holds real identities."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[MartColumn, ...]
    restricted: bool = False


def required(name: str, type_name: TypeName, meaning: str) -> MartColumn:
    return MartColumn(name, type_name, meaning, nullable=False)


HOUSEHOLD = "户标识：listed:监测系统户编号，或 register:户籍户号"
PERSON = "人员假名：由公民身份号码加密钥计算，同一人各月相同，不能反推"
MASKED_ID = "脱敏后的公民身份号码，只保留前六位"
MASKED_NAME = "脱敏后的姓名，只保留姓"
RULE = "规则编号，如 risk.dropout"
FAMILY = "规则类别：risk 风险、missed 应享未享、wrong 违规享受、conflict 数据矛盾、elimination 消除、delivery 报送"
LEVEL = "判断对象的层级：household 户、person 人、village 村、dataset 数据集"
SEVERITY = "严重程度：high 高、medium 中、low 低"
DATASET = "数据集：部门.数据集"
DELIVERY = "报送批次：所报文件 SHA-256 的前十二位"
FINDING_STATUS = (
    "状态：new 新发现、persisting 持续、recurred 了结后再次出现、reopened 证据变化重新打开、dismissed 已核实不属实且证据未变、"
    "accepted 认可例外、not_reassessed 本月缺数据未能复核、set_aside 已核实且本月缺数据未能复核"
)
VERDICT = (
    "最近一次核实结果：included 属实纳入、helped 属实已帮扶、data_error 数据错误、deceased 已死亡、moved_out 户籍迁出、"
    "studying_elsewhere 在外就读、duplicate 重复线索、other 其他不属实、exception 认可例外"
)
CHANGE_CAUSE = (
    "原因：data 数据变化、rule 规则变化、parameter 参数调整、delivery 报送缺失或补齐、household 户成员变动、"
    "register 户籍注销或迁出、verdict 核实结论、first_month 首月"
)
