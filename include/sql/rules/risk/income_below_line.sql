-- One row per household with a declared income: that income against the line in force.
-- Why: income below the line is what monitoring was invented for; the list itself says it of some households.
/*
id: risk.income_below_line
title: 申报收入低于监测收入线
definition: 名单上申报的家庭人均纯收入低于监测收入线：风险已消除的户取消除后的数值，脱贫户取当年数值，风险未消除的监测户取识别时的数值并注明。收入为空的不作判断。一般农户没有申报收入，不在本规则范围。
family: risk
level: household
severity: high
since: "2026-01"
cause: other
needs: [listed_members.income_per_capita]
parameters: [income_line]
verify_department: rural_revitalization
action: 入户核算收入和支出，属实的纳入监测或加强帮扶。
sentence: 申报的家庭人均纯收入（{basis}）为 {income} 元，低于监测收入线 {line} 元。
clear_sentence: 申报的家庭人均纯收入（{basis}）为 {income} 元，不低于监测收入线 {line} 元。
basis: 防返贫监测收入线；国家规则 1_02_006
innocent: 可能是漏填了部分收入，或识别以后收入已经提高。
columns:
  fact_basis: 收入的口径
  fact_income: 申报的家庭人均纯收入（元）
  fact_line: 监测收入线（元）
*/
with

judged as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.declared_income,
        parameters.income_line,
        int_households.declared_income < parameters.income_line as is_hit,
        case int_households.listing
            when 'eliminated' then '消除后'
            when 'registered' then '当年'
            else '识别时'
        end as basis,
        case
            when int_households.listing = 'eliminated' then 'income_per_capita_after'
            else 'income_per_capita'
        end as field
    from int_households
    cross join parameters
    where int_households.listing in ('active', 'eliminated', 'registered')

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
        case when judged.is_hit is null then 'no_declared_income' end as reason,
        listed.dataset as evidence_dataset,
        listed.delivery as evidence_delivery,
        listed.row_no as evidence_row_no,
        judged.field as evidence_field,
        cast(judged.declared_income as varchar) as evidence_value,
        judged.basis as fact_basis,
        cast(judged.declared_income as varchar) as fact_income,
        cast(judged.income_line as varchar) as fact_line
    from judged
    left join listed on judged.household_no = listed.listed_household_no and judged.is_hit

)

select * from final
