-- One row per household whose declared income can change, and row that declares it now or declared more before.
-- Why: a sharp fall is a trigger by itself, long before the income is below the line.
/*
id: risk.income_drop
title: 申报收入骤减
definition: 脱贫户或风险已消除的户申报的家庭人均纯收入，比前若干月（至少三个月前、至多十二个月前的各月名单）中的最高值下降达到规定幅度。没有可比月份或收入为空的，不作判断。风险未消除的监测户申报的是识别时的收入，不反映变化，不在本规则范围。
family: risk
level: household
severity: high
since: "2026-01"
cause: other
is_sudden: true
needs: [listed_members.income_per_capita]
parameters: [income_drop_ratio, income_drop_months_min, income_drop_months_max]
verify_department: rural_revitalization
action: 入户核实收入下降的原因，属实的纳入监测，针对原因帮扶。
sentence: 申报的家庭人均纯收入为 {income} 元，比 {months} 个月前的 {earlier} 元下降 {ratio}% 以上。
clear_sentence: 申报的家庭人均纯收入为 {income} 元，比 {months} 个月前的 {earlier} 元下降不到 {ratio}%，或没有下降。
basis: 收入骤减、支出骤增；收入增速慢或下降；收入状况动态监测
innocent: 可能是上次多报后更正，或收入按季结算尚未到账。
columns:
  fact_income: 本月申报的家庭人均纯收入（元）
  fact_earlier: 对比月份申报的家庭人均纯收入（元）
  fact_months: 对比月份距本月的月数
  fact_ratio: 规定幅度（%）
*/
with

judged as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.declared_income,
        int_households.earlier_income,
        int_households.earlier_income_months_back,
        parameters.income_drop_ratio,
        int_households.earlier_income - int_households.declared_income
        >= parameters.income_drop_ratio * int_households.earlier_income as is_hit
    from int_households
    cross join parameters
    where int_households.listing in ('eliminated', 'registered')

),

declared as (

    select
        listed_members.listed_household_no,
        0 as months_back,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no,
        listed_members.risk_eliminated,
        listed_members.income_per_capita,
        listed_members.income_per_capita_after
    from listed_members
    union all
    select
        listed_members_history.listed_household_no,
        listed_members_history.months_back,
        listed_members_history.dataset,
        listed_members_history.delivery,
        listed_members_history.row_no,
        listed_members_history.risk_eliminated,
        listed_members_history.income_per_capita,
        listed_members_history.income_per_capita_after
    from listed_members_history

),

evidence as (

    select
        judged.household_id,
        declared.dataset,
        declared.delivery,
        declared.row_no,
        case when declared.risk_eliminated then 'income_per_capita_after' else 'income_per_capita' end as field,
        case
            when declared.risk_eliminated then declared.income_per_capita_after
            else declared.income_per_capita
        end as value
    from judged
    inner join declared
        on
            judged.household_no = declared.listed_household_no
            and declared.months_back in (0, judged.earlier_income_months_back)
    where judged.is_hit
    qualify
        row_number() over (partition by judged.household_id, declared.months_back order by declared.row_no) = 1

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
            when judged.declared_income is null then 'no_declared_income'
            when judged.earlier_income is null then 'no_earlier_month'
        end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        cast(evidence.value as varchar) as evidence_value,
        cast(judged.declared_income as varchar) as fact_income,
        cast(judged.earlier_income as varchar) as fact_earlier,
        cast(judged.earlier_income_months_back as varchar) as fact_months,
        cast(cast(judged.income_drop_ratio * 100 as decimal(5, 0)) as varchar) as fact_ratio
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
