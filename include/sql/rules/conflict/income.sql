-- One row per listed household that declares a present income and of which another dataset states one; for a hit, per
-- row of either side.
-- Why: the declared income decides who is below the line, and a slip in it hides a household or finds it for nothing.
/*
id: conflict.income
title: 申报收入与其他登记的收入不一致
definition: 脱贫户当年、风险已消除户消除后申报的家庭人均纯收入，与其他登记的收入相差超过规定比例并且超过规定金额：近 12 个月登记的务工和公益性岗位收入按在世成员平均后高于申报（只看多、不看少，登记的只是一部分收入；月收入不合常理或起止时间不明的不计），或者与民政核定的家庭月人均收入乘以 12 相比高出或低于。没有其他登记可比的户不在此列；没有申报收入的，不作判断。风险未消除的监测户申报的是识别时的收入，不作比对。
family: conflict
level: household
severity: medium
since: "2026-01"
needs: [listed_members.income_per_capita, employment.wage_month]
needs_for_clear: [low_income]
parameters: [income_conflict_ratio, income_conflict_gap, wage_plausible_min, wage_plausible_max]
verify_department: rural_revitalization
action: 入户核算收入，核对务工、公益岗位和民政的登记，由填报有误的一方更正。
sentence: 申报的家庭人均纯收入为 {income} 元，{others}，相差超过规定幅度。
clear_sentence: 申报的家庭人均纯收入为 {income} 元，{others}，没有明显不一致。
basis: 部门之间数据矛盾的两边都要列出；国家规则 1_02_006
innocent: 可能是总收入与扣除费用后的纯收入的差别，或务工时间、共同生活的人口不同。
columns:
  fact_income: 申报的家庭人均纯收入（元）
  fact_others: 其他登记的收入
*/
with

months as (

    select
        parameters.*,
        (parameters.period_month // 100) * 12 + parameters.period_month % 100 as this_month
    from parameters

),

spells as (

    select
        employment.person_key,
        employment.dataset,
        employment.delivery,
        employment.row_no,
        employment.wage_month,
        coalesce(
            (employment.start_month // 100) * 12 + employment.start_month % 100,
            year(employment.start_date) * 12 + month(employment.start_date)
        ) as first_month,
        coalesce(
            (employment.end_month // 100) * 12 + employment.end_month % 100,
            year(employment.end_date) * 12 + month(employment.end_date),
            case when employment.is_working then months.this_month end
        ) as last_month,
        months.this_month
    from employment
    cross join months
    where
        employment.person_key is not null
        and employment.kind in ('migrant', 'welfare_post')
        and employment.wage_month between months.wage_plausible_min and months.wage_plausible_max

),

worked as (

    select
        int_people.household_id,
        spells.*,
        least(spells.last_month, spells.this_month) - greatest(spells.first_month, spells.this_month - 12 + 1) + 1
            as month_count
    from spells
    inner join int_people on spells.person_key = int_people.person_key
    where
        int_people.is_listed
        and int_people.is_present
        and spells.first_month is not null
        and spells.last_month is not null

),

wages as (

    select
        worked.household_id,
        sum(worked.wage_month * worked.month_count) as wages
    from worked
    where worked.month_count > 0
    group by worked.household_id

),

families as (

    select
        int_people.household_id,
        low_income.dataset,
        low_income.delivery,
        low_income.row_no,
        low_income.income_month
    from low_income
    inner join int_people on low_income.person_key = int_people.person_key
    where int_people.is_listed and int_people.is_present and low_income.income_month is not null

),

assessed as (

    select
        families.household_id,
        min(families.income_month) as least_month,
        max(families.income_month) as most_month
    from families
    group by families.household_id

),

known as (

    select
        int_households.household_id,
        int_households.household_no,
        int_households.listing,
        int_households.people_count,
        int_households.declared_income,
        wages.wages,
        assessed.least_month * 12 as least_assessed,
        assessed.most_month * 12 as most_assessed,
        1 + parameters.income_conflict_ratio as factor,
        parameters.income_conflict_gap
    from int_households
    cross join parameters
    left join wages on int_households.household_id = wages.household_id
    left join assessed on int_households.household_id = assessed.household_id
    where
        int_households.listing in ('eliminated', 'registered')
        and int_households.people_count > 0
        and (wages.household_id is not null or assessed.household_id is not null)

),

compared as (

    select
        known.*,
        coalesce(
            known.wages > known.declared_income * known.factor * known.people_count
            and known.wages > (known.declared_income + known.income_conflict_gap) * known.people_count,
            false
        ) as is_earning_more,
        coalesce(
            (
                known.most_assessed > known.declared_income * known.factor
                and known.most_assessed > known.declared_income + known.income_conflict_gap
            )
            or (
                known.declared_income > known.least_assessed * known.factor
                and known.declared_income > known.least_assessed + known.income_conflict_gap
            ),
            false
        ) as is_assessed_otherwise
    from known

),

judged as (

    select
        compared.*,
        case
            when compared.declared_income is null then 'not_assessed'
            when compared.is_earning_more or compared.is_assessed_otherwise then 'hit'
            else 'clear'
        end as outcome,
        concat_ws(
            '；',
            case
                when compared.wages is not null
                    then
                        '近 12 个月登记的务工和公益性岗位收入合计 ' || cast(compared.wages as varchar) || ' 元（在世成员 '
                        || cast(compared.people_count as varchar) || ' 人）'
            end,
            case
                when compared.most_assessed is not null
                    then '民政核定的家庭人均收入折合全年 ' || cast(compared.most_assessed as varchar) || ' 元'
            end
        ) as others
    from compared

),

declared as (

    select
        listed_members.listed_household_no,
        listed_members.dataset,
        listed_members.delivery,
        listed_members.row_no
    from listed_members
    qualify row_number() over (partition by listed_members.listed_household_no order by listed_members.row_no) = 1

),

evidence as (

    select
        judged.household_id,
        declared.dataset,
        declared.delivery,
        declared.row_no,
        case
            when judged.listing = 'eliminated' then 'income_per_capita_after'
            else 'income_per_capita'
        end as field,
        cast(judged.declared_income as varchar) as value
    from judged
    inner join declared on judged.household_no = declared.listed_household_no
    where judged.outcome = 'hit'
    union all
    select
        judged.household_id,
        worked.dataset,
        worked.delivery,
        worked.row_no,
        'wage_month' as field,
        cast(worked.wage_month as varchar) as value
    from judged
    inner join worked on judged.household_id = worked.household_id
    where judged.outcome = 'hit' and worked.month_count > 0
    union all
    select
        judged.household_id,
        families.dataset,
        families.delivery,
        families.row_no,
        'income_month' as field,
        cast(families.income_month as varchar) as value
    from judged
    inner join families on judged.household_id = families.household_id
    where judged.outcome = 'hit'

),

final as (

    select
        judged.household_id as subject_id,
        judged.household_id,
        cast(null as bigint) as person_key,
        judged.outcome,
        case when judged.outcome = 'not_assessed' then 'no_declared_income' end as reason,
        evidence.dataset as evidence_dataset,
        evidence.delivery as evidence_delivery,
        evidence.row_no as evidence_row_no,
        evidence.field as evidence_field,
        evidence.value as evidence_value,
        cast(judged.declared_income as varchar) as fact_income,
        judged.others as fact_others
    from judged
    left join evidence on judged.household_id = evidence.household_id

)

select * from final
