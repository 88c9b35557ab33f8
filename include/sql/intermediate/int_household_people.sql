-- One row per household with people in it: counts and flags over its members.
-- Why: household rules ask whether any member has something; this is the one place where members are counted.
with

final as (

    select
        int_people.household_id,
        max(int_people.listed_household_no) as listed_household_no,
        max(int_people.register_household_no) as register_household_no,
        max(int_people.township) as township,
        max(int_people.village) as village,
        max(int_people.village_code) as village_code,
        count(*) as member_count,
        count(*) filter (where int_people.is_present) as present_count,
        count(*) filter (where int_people.is_living_resident) as living_resident_count,
        cast(sum(int_people.self_paid_12m) as decimal(18, 2)) as self_paid_12m,
        cast(sum(int_people.settlement_count) as bigint) as settlement_count,
        bool_or(int_people.has_dibao) as has_dibao,
        bool_or(int_people.has_special_support) as has_special_support,
        bool_or(int_people.is_dibao_covered) as is_dibao_covered,
        bool_or(int_people.is_low_income and int_people.is_present) as has_low_income_member,
        bool_or(int_people.has_car) as has_car,
        bool_or(int_people.has_public_salary) as has_public_salary,
        bool_or(int_people.is_working and int_people.is_present) as has_worker,
        count(*) filter (where int_people.can_work) as able_count,
        count(*) filter (where int_people.can_work is null) as unknown_ability_count,
        count(*) filter (where int_people.is_in_optional_school) as optional_student_count,
        count(*) filter (where int_people.is_in_optional_school is null) as unknown_stage_count,
        count(*) filter (where int_people.is_of_compulsory_age) as compulsory_age_count,
        count(*) filter (where int_people.is_out_of_school) as school_dropout_count,
        count(*) filter (where int_people.is_uninsured) as uninsured_count
    from int_people
    where int_people.household_id is not null
    group by int_people.household_id

)

select * from final
