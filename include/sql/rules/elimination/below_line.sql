-- One row per eliminated household: its income after elimination against the line in force in the month of elimination.
-- Why: a risk cannot be gone while the income stays below the line that made it one.
/*
id: elimination.below_line
title: 消除时收入未过线
definition: 风险已消除的监测户，消除后家庭人均纯收入低于消除月份月末执行的监测收入线。消除月份或收入为空，或当时没有监测收入线的，不作判断。
family: elimination
level: household
severity: high
since: "2026-01"
needs: [listed_members.income_per_capita_after]
parameters: [income_line]
verify_department: rural_revitalization
action: 复核消除时的收入核算，未过线的恢复监测。
sentence: "{eliminated_month}标注风险消除，消除后家庭人均纯收入 {income} 元，低于当时的监测收入线 {line} 元。"
clear_sentence: "{eliminated_month}标注风险消除，消除后家庭人均纯收入 {income} 元，不低于当时的监测收入线 {line} 元。"
basis: 防返贫监测收入线；国家规则 4_11_010
innocent: 可能是收入填报有误，或漏填了转移性收入。
columns:
  fact_eliminated_month: 风险消除月份
  fact_income: 消除后家庭人均纯收入（元）
  fact_line: 消除月份的监测收入线（元）
*/
with

dated as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.eliminated_month,
        int_households.income_per_capita_after as income,
        cast(
            strptime(cast(int_households.eliminated_month * 100 + 1 as varchar), '%Y%m%d')
            + interval 1 month - interval 1 day as date
        ) as last_day
    from int_households
    where int_households.listing = 'eliminated'

),

judged as (

    select
        dated.*,
        income_lines.value as line,
        dated.income < income_lines.value as is_hit
    from dated
    left join parameter_history as income_lines
        on
            income_lines.name = 'income_line'
            and dated.last_day >= income_lines.valid_from
            and dated.last_day <= coalesce(income_lines.valid_to, dated.last_day)

),

listed as (

    select *
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        case
            when judged.is_hit is null then 'not_assessed'
            when judged.is_hit then 'hit'
            else 'clear'
        end as outcome,
        case
            when judged.eliminated_month is null then 'no_eliminated_month'
            when judged.income is null then 'no_declared_income'
            when judged.line is null then 'no_line_then'
        end as reason,
        listed.dataset as evidence_dataset,
        listed.delivery as evidence_delivery,
        listed.row_no as evidence_row_no,
        'income_per_capita_after' as evidence_field,
        cast(judged.income as varchar) as evidence_value,
        cast(judged.eliminated_month // 100 as varchar) || ' 年 '
        || cast(judged.eliminated_month % 100 as varchar) || ' 月' as fact_eliminated_month,
        cast(judged.income as varchar) as fact_income,
        cast(cast(judged.line as decimal(18, 2)) as varchar) as fact_line
    from judged
    left join listed on judged.household_no = listed.listed_household_no and judged.is_hit

)

select * from final
