"""What the audit asks of a staged version. Every query counts what must not be; none returns a value of a person."""

from __future__ import annotations

from dataclasses import dataclass

# A number of 18 characters with a century in its place, also as the head of a disability certificate's number. Hex
# digits around it make it part of a digest. Written for PostgreSQL's regular expressions.
ID_PATTERN = r"(?<![0-9a-f])[1-9][0-9]{5}(18|19|20)[0-9]{9}[0-9Xx]([1-7][1-4](B[0-9])?)?(?![0-9a-f])"
REGISTER = "public_security.residents"


@dataclass(frozen=True)
class Check:
    """One question. title: the reason for refusal, Chinese; sql: one row (count, names), names never of persons.

    In the SQL the tables' names stand for the rows of the version under audit.
    """

    name: str
    title: str
    sql: str


def _counted(source: str, names: str = "null") -> str:
    return f"select count(*), string_agg(distinct {names}, ', ') from ({source}) as found"


CHECKS = (
    Check(
        "ledger",
        "报送行数与采用、隔离、略去的行数之和不等",
        _counted(
            "select dataset from deliveries where rows_delivered <> rows_staged + rows_quarantined + rows_dropped",
            "dataset",
        ),
    ),
    Check(
        "register",
        "户籍人口既未报送也无可沿用的月份",
        "select 1 - count(*), null from deliveries"
        f" where dataset = '{REGISTER}' and status in ('delivered', 'carried')",
    ),
    Check(
        "quarantine",
        "隔离清单的行数与报送情况不符",
        _counted(
            "select d.dataset from deliveries as d left join quarantined_rows as q"
            " on q.dataset = d.dataset and q.delivery = d.delivery where d.status = 'delivered'"
            " group by d.dataset, d.rows_quarantined having count(distinct q.row_no) <> d.rows_quarantined",
            "dataset",
        ),
    ),
    Check(
        "subjects_have_members",
        "监测对象有人数却没有成员，也没有说明",
        _counted(
            "select s.household_id from monitoring_subjects as s where s.people_count > 0"
            " and coalesce(s.change_cause, s.not_assessed_rules, s.stale_sources) is null"
            " and not exists (select from subject_members as m where m.household_id = s.household_id)"
        ),
    ),
    Check(
        "members_have_subject",
        "成员所在的户不是监测对象",
        _counted(
            "select m.household_id from subject_members as m left join monitoring_subjects as s"
            " on s.household_id = m.household_id where s.household_id is null"
        ),
    ),
    Check(
        "household_findings",
        "户级问题没有对应的户",
        _counted(
            "select f.rule from findings as f left join monitoring_subjects as s on s.household_id = f.household_id"
            " where f.level = 'household' and (f.household_id is null or f.household_id <> f.subject"
            # What was verified and found untrue makes no household a subject.
            " or (f.family in ('risk', 'elimination') and s.household_id is null"
            " and f.status not in ('dismissed', 'accepted', 'set_aside')))",
            "rule",
        ),
    ),
    Check(
        "people_known",
        "成员或问题中的人员在受限对照表中不存在",
        _counted(
            "select m.person from (select person from subject_members union select person from findings) as m"
            " left join people as p on p.person = m.person where m.person is not null and p.person is null"
        ),
    ),
    Check(
        "rule_hits",
        "规则的命中数与问题清单不符",
        _counted(
            "select r.rule from rule_runs as r left join findings as f on f.rule = r.rule"
            " and f.status not in ('not_reassessed', 'set_aside') group by r.rule, r.hits having count(f.finding_id) <> r.hits"
            " union all select f.rule from findings as f left join rule_runs as r on r.rule = f.rule"
            " where r.rule is null and f.status not in ('not_reassessed', 'set_aside')",
            "rule",
        ),
    ),
    Check(
        "rule_counts",
        "规则的命中、未命中、未能判断三数有误，或未能判断却没有原因",
        _counted(
            "select rule from rule_runs where least(hits, clear, not_assessed) < 0"
            " or (not_assessed > 0 and coalesce(reasons, '{}') = '{}')"
            " or (rule = 'delivery.missing' and hits + clear + not_assessed <> (select count(*) from deliveries))",
            "rule",
        ),
    ),
    Check(
        "rules_all_ran",
        "规则目录与运行情况不符",
        _counted(
            "select coalesce(c.rule, r.rule) as rule from rule_catalogue as c"
            " full join rule_runs as r on r.rule = c.rule where c.rule is null or r.rule is null",
            "rule",
        ),
    ),
)
