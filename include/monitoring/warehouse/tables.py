"""The warehouse's tables as SQLAlchemy sees them, built from the plain definitions in marts_schema."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine, UserDefinedType

from monitoring.marts_parts import MartTable
from monitoring.marts_schema import MART_TABLES

MONITORING, RESTRICTED, MART = "monitoring", "restricted", "mart"
SCHEMAS = (MONITORING, RESTRICTED)


class XID8(UserDefinedType[str]):
    """PostgreSQL's full transaction number."""

    cache_ok = True

    def get_col_spec(self, **kwargs: object) -> str:
        return "XID8"


TYPES: dict[str, TypeEngine[Any]] = {
    "text": Text(),
    "integer": Integer(),
    "bigint": BigInteger(),
    "numeric": Numeric(18, 2),
    "date": Date(),
    "boolean": Boolean(),
    "json": JSONB(),
}
PERIOD_MEANING = "月份，YYYY-MM"
VERSION_MEANING = "该月的发布版本号，从 1 起"

metadata = MetaData()


def has_null_key(table: MartTable) -> bool:
    """Whether a column of the key may be empty, so that the key is a unique constraint and not a primary key."""
    return any(column.nullable for column in table.columns if column.name in table.key)


def _mart_table(definition: MartTable) -> Table:
    keys = ("period", "version", *definition.key)
    key: UniqueConstraint | PrimaryKeyConstraint
    if has_null_key(definition):
        key = UniqueConstraint(*keys, name=f"{definition.name}_key", postgresql_nulls_not_distinct=True)
    else:
        key = PrimaryKeyConstraint(*keys, name=f"{definition.name}_pkey")
    return Table(
        definition.name,
        metadata,
        Column("period", Text, nullable=False, comment=PERIOD_MEANING),
        Column("version", Integer, nullable=False, autoincrement=False, comment=VERSION_MEANING),
        *(
            Column(column.name, TYPES[column.type], nullable=column.nullable, comment=column.meaning)
            for column in definition.columns
        ),
        key,
        schema=RESTRICTED if definition.restricted else MONITORING,
        comment=definition.meaning,
    )


MARTS: dict[str, Table] = {definition.name: _mart_table(definition) for definition in MART_TABLES}

_BY_RULE = ("family", "severity", "status", "township", "verify_department", "finding_id")
for _name, _table, _column, _included in (
    ("findings_household", "findings", "household_id", ()),
    ("findings_rule", "findings", "rule", _BY_RULE),
    ("finding_memory_household", "finding_memory", "household_id", ()),
):
    Index(
        _name,
        *(MARTS[_table].columns[name] for name in ("period", "version", _column)),
        postgresql_include=list(_included),
    )

fence_sequence = Sequence("fence", metadata=metadata, schema=MONITORING)

publications = Table(
    "publications",
    metadata,
    Column("period", Text, nullable=False, comment=PERIOD_MEANING),
    Column("version", Integer, nullable=False, autoincrement=False, comment=VERSION_MEANING),
    Column("digest", Text, nullable=False, comment="内容摘要：全部表按主键排序后的 SHA-256，不含版本号"),
    Column("parent_version", Integer, comment="装入时该月正在发布的版本号；发布时若已不同则作废"),
    Column("fence", BigInteger, nullable=False, comment="先后令牌：单调递增，小的不能覆盖大的"),
    Column(
        "state",
        Text,
        nullable=False,
        comment="状态：staged 已装入、audited 已通过审核、refused 审核未通过、published 已发布、"
        "superseded 已被取代、rolled_back 已撤回、discarded 已作废、purged 内容已清除",
    ),
    Column("row_counts", JSONB, nullable=False, comment="各表行数"),
    Column("code_digest", Text, comment="所用程序的摘要"),
    Column("config_digest", Text, comment="所用数据约定、参数和检查的摘要"),
    Column("inputs_digest", Text, comment="所用报送文件的摘要"),
    Column("staged_at", DateTime(timezone=True), nullable=False, comment="装入时间"),
    Column("published_at", DateTime(timezone=True), comment="最近一次发布时间"),
    PrimaryKeyConstraint("period", "version", name="publications_pkey"),
    schema=MONITORING,
    comment="发布台账：每个月每个版本一行",
)

publication_events = Table(
    "publication_events",
    metadata,
    Column("event_no", BigInteger, Identity(always=True), nullable=False, comment="序号"),
    Column("period", Text, nullable=False, comment=PERIOD_MEANING),
    Column("version", Integer, nullable=False, comment=VERSION_MEANING),
    Column(
        "state",
        Text,
        nullable=False,
        comment="转入的状态，取值同 publications.state；lease_broken 为操作人结束了占用该月的会话",
    ),
    Column("reason", Text, comment="原因；撤回时由操作人填写，审核未通过时为各项理由"),
    Column("happened_at", DateTime(timezone=True), nullable=False, comment="时间"),
    PrimaryKeyConstraint("event_no", name="publication_events_pkey"),
    schema=MONITORING,
    comment="发布历史：版本状态的每次变化一行，只增不改",
)

current_publication = Table(
    "current_publication",
    metadata,
    Column("period", Text, nullable=False, comment=PERIOD_MEANING),
    Column("version", Integer, nullable=False, comment="正在发布的版本号；读者只看这一版"),
    Column("fence", BigInteger, nullable=False, comment="移动指针者的先后令牌"),
    PrimaryKeyConstraint("period", name="current_publication_pkey"),
    schema=MONITORING,
    comment="发布指针：每个月一行",
)

township_logins = Table(
    "township_logins",
    metadata,
    Column("login", Text, nullable=False, comment="数据库登录名"),
    Column("township", Text, nullable=False, comment="该登录可看的乡镇"),
    PrimaryKeyConstraint("login", "township", name="township_logins_pkey"),
    schema=MONITORING,
    comment="乡镇账号：每个登录名可看哪些乡镇",
)

access_log = Table(
    "access_log",
    metadata,
    Column("entry_no", BigInteger, Identity(always=True), nullable=False, comment="序号"),
    Column("ticket", Uuid, nullable=False, comment="凭此取数，一小时内有效"),
    Column("login", Text, nullable=False, comment="查看人的登录名"),
    Column("what", Text, nullable=False, comment="查看的内容"),
    Column("period", Text, nullable=False, comment=PERIOD_MEANING),
    Column("townships", Text, comment="涉及的乡镇，逗号分隔"),
    Column("purpose", Text, nullable=False, comment="用途，由查看人填写"),
    Column("requested_at", DateTime(timezone=True), nullable=False, comment="时间"),
    Column("transaction_no", XID8, nullable=False, comment="登记所在的事务：提交之后才给数据"),
    Column("actor", Text, comment="经网页查看时，网页的登录用户"),
    Column("subject", Text, comment="查看的户标识，查找时为找到的各户；空表示不限于一户，或没有找到"),
    Column("previous_hash", Text, comment="上一条的 hash"),
    Column("hash", Text, comment="本条内容与上一条 hash 合在一起的 SHA-256：改动任何一条，其后都对不上"),
    PrimaryKeyConstraint("entry_no", name="access_log_pkey"),
    UniqueConstraint("ticket", name="access_log_ticket_key"),
    schema=MONITORING,
    comment="查看记录：看到真实身份之前先登记，只增不改",
)

access_log_head = Table(
    "access_log_head",
    metadata,
    Column("is_only", Boolean, nullable=False, server_default=text("true"), comment="恒为真：只有一行"),
    Column("entry_no", BigInteger, nullable=False, comment="最后一条的序号"),
    Column("hash", Text, nullable=False, comment="最后一条的 hash"),
    Column("forgotten_no", BigInteger, nullable=False, comment="已过保留期而删去的最后一条的序号；没有为 0"),
    Column("forgotten_hash", Text, nullable=False, comment="那一条的 hash"),
    PrimaryKeyConstraint("is_only", name="access_log_head_pkey"),
    schema=MONITORING,
    comment="查看记录的末端：最后一条的序号和 hash，删去末尾几条也会对不上",
)
