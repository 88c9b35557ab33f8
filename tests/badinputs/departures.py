"""Where what happens is not what the catalogue of bad inputs says, and which decision says why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Departure:
    """numbers: of the catalogue; decision: number of the ADR; said: what happens instead, in Chinese; words: by which
    the decision is seen to speak of it."""

    numbers: tuple[int, ...]
    decision: str
    said: str
    words: tuple[str, ...]


DEPARTURES = (
    Departure((2,), "0018", "只有表头：全量数据拒收；增量数据可以为空，只提示", ("F002", "An increment may be empty")),
    Departure((6, 163), "0018", "加密的压缩包与加密的工作簿同为 F006", ("Encrypted archives are F006",)),
    Departure((22,), "0018", "分卷即使到齐也拒收：拼接只能靠猜", ("_1of3",)),
    Departure((27,), "0018", "同样的内容再次收到时重新读取，结果相同", ("F027",)),
    Departure((165,), "0018", "旧版二进制工作簿不查链接：只读缓存值，从不计算", ("older binary workbooks",)),
    Departure((172,), "0018", "伪装的文件与不支持的格式同为 F008；不用杀毒软件", ("M013",)),
    Departure((23, 24), "0025", "连接中断或读取期间数据有改动：重跑后采用同一时刻的数据", ("Case 24", "case 23")),
    Departure((31,), "0019", "GB18030 文件中夹有 UTF-8 的，多按乱码隔离相应的行", ("TEXT_MOJIBAKE",)),
    Departure((49,), "0019", "可选列改名的待核；契约已列出的别名不另计数", ("S005", "second name")),
    Departure((63,), "0019", "有的行读不出数值时，合计不符只提示", ("only warned of",)),
    Departure((70,), "0019", "证件号前的撇号计为 I015", ("I015",)),
    Departure((72, 74, 82), "0020", "整列数值、截断或脱敏：超过 1% 且至少 3 行才拒收", ("at least 3",)),
    Departure((80,), "0020", "超过 120 岁不隔离；115 岁以上提示，1880 年以前或将来的隔离", ("ID_OLD", "before 1880")),
    Departure((83,), "0020", "999999 开头的全国统一占位号保留但不关联", ("999999",)),
    Departure((92,), "0020", "同号两名：相差一个字以上才隔离", ("ID_NAME_CONFLICT",)),
    Departure((102,), "0020", "两部门同号不同名写入核查问题，不在报送中提示", ("conflict.name",)),
    Departure((97,), "0020", "姓名后的注记不另存一列；注明已故的单独计数", ("NAME_DECEASED",)),
    Departure((103,), "0020", "备注列在该次报送中置空", ("PII_IN_NOTE",)),
    Departure((110,), "0022", "两位数的年份按日期不成立隔离", ("DATE_INVALID",)),
    Departure((111,), "0022", "有效期等截止日期本在将来，不提示；计划日期提示", ("D008",)),
    Departure((113,), "0022", "“至今”“长期”只在截止日期列中有意义", ("D010",)),
    Departure(
        (115, 121),
        "0022",
        "起止颠倒、超过上限由质量规则判定，代码以 EXPECT_ 开头",
        ("EXPECT_DATE_ORDER", "EXPECT_AMT_RANGE"),
    ),
    Departure((126,), "0022", "乡镇撤并后，行政村的区划代码按原样保留并提示", ("C002",)),
    Departure((130,), "0022", "代码表疑似变更须至少 3 行", ("CODELIST_DRIFT needs three rows",)),
    Departure((132,), "0022", "残疾人证号中的等级与等级列不符只提示", ("C008",)),
    Departure((144,), "0022", "部门没有按乡镇自报合计的约定，以文件内的合计行核对", ("X007",)),
    Departure((170,), "0022", "控制字符去掉并计数；日志中本无任何数据值", ("M011",)),
    Departure((118,), "0023", "数量级以 50 倍为界，角、分也能看出", ("50, not 100",)),
    Departure((137, 143), "0023", "以户籍为准的是乡镇、行政村、民族；与更早月份的户籍比较", ("U005",)),
    Departure((148,), "0023", "不足最少行数的文件与另一月份相同只提示；契约可允许重复", ("may_repeat",)),
    Departure((150,), "0023", "行数少的数据集，增幅另有余量", ("10 / √n",)),
    Departure((154,), "0023", "发布后的更正采用并提示，成为新版本", ("accepted with a remark",)),
)
