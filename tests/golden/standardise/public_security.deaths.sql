with delivered as (
  select
    row_no,
    row_error,
    "公民身份号码" as given_person_id,
    "姓名" as raw_name,
    "死亡日期" as raw_death_date,
    "注销日期" as raw_reported_date,
    "注销原因" as raw_cause
  from raw
),
judged as (
  select *,
    coalesce(regexp_full_match(raw_name, '[㐀-烪烬-锞锠-鿿·]+'), true) as plain_name,
    coalesce(regexp_full_match(raw_death_date, '[0-9]{4}[0-9]{2}[0-9]{2}'), true) as plain_death_date,
    coalesce(regexp_full_match(raw_reported_date, '[0-9]{4}[0-9]{2}[0-9]{2}'), true) as plain_reported_date,
    coalesce(regexp_full_match(raw_cause, '[!-^`-~·‐-‧、-〟㐀-烪烬-锞锠-鿿！-～]+'), true) as plain_cause
  from delivered
),
written as (
  select *,
    case when plain_name then raw_name else nullif(regexp_replace(regexp_replace(regexp_replace(raw_name, '_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7F)_', '', 'g'), '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '') end as given_name,
    case when plain_death_date then raw_death_date else nullif(coalesce(case when regexp_full_match(raw_death_date, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}(:?00)?)') then strftime(try_strptime(replace(left(raw_death_date, 19), 'T', ' '), '%Y-%m-%d %H:%M:%S') + to_hours(8 - coalesce(try_cast(regexp_extract(raw_death_date, '([+-][0-9]{2})(:?00)?$', 1) as integer), 0)), '%Y-%m-%d') end, regexp_replace(ltrim(regexp_replace(translate(regexp_replace(raw_death_date, '([0-9日])[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+([0-9０-９]{1,2}[:：])', '\1T\2'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), 'T[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$', '')), '') end as given_death_date,
    case when plain_reported_date then raw_reported_date else nullif(coalesce(case when regexp_full_match(raw_reported_date, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}(:?00)?)') then strftime(try_strptime(replace(left(raw_reported_date, 19), 'T', ' '), '%Y-%m-%d %H:%M:%S') + to_hours(8 - coalesce(try_cast(regexp_extract(raw_reported_date, '([+-][0-9]{2})(:?00)?$', 1) as integer), 0)), '%Y-%m-%d') end, regexp_replace(ltrim(regexp_replace(translate(regexp_replace(raw_reported_date, '([0-9日])[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+([0-9０-９]{1,2}[:：])', '\1T\2'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), 'T[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$', '')), '') end as given_reported_date,
    case when plain_cause then raw_cause else nullif(regexp_replace(regexp_replace(regexp_replace(raw_cause, '_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7F)_', '', 'g'), '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '') end as given_cause
  from judged
),
id_delivered as (
  select *, coalesce(regexp_full_match(given_person_id, '[0-9]{17}[0-9X]'), false) as id_is_clean from written
),
id_written as (
  select *, case when id_is_clean then given_person_id else coalesce(regexp_replace(regexp_replace(ltrim(translate(regexp_replace(given_person_id, '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～×abcdefghijklmnopqrstuvwxyz', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~XABCDEFGHIJKLMNOPQRSTUVWXYZ'), '''‘’`'), '([0-9])[-‐‑‒–—−]+', '\1', 'g'), '^([0-9]+)[.]0+$', '\1'), '') end as id_number from id_delivered
),
id_formed as (
  select *, case
    when starts_with(id_number, '999999') then 'placeholder'
    when starts_with(id_number, '123456789') or id_number in ('000000000000000', '000000000000000000', '111111111111111', '111111111111111111', '222222222222222', '222222222222222222', '333333333333333', '333333333333333333', '444444444444444', '444444444444444444', '555555555555555', '555555555555555555', '666666666666666', '666666666666666666', '777777777777777', '777777777777777777', '888888888888888', '888888888888888888', '00000000000000000X', '11111111111111111X', '22222222222222222X', '33333333333333333X', '44444444444444444X', '55555555555555555X', '66666666666666666X', '77777777777777777X', '88888888888888888X') then 'filler'
    when id_is_clean then 'new'
    when regexp_full_match(id_number, '[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?') then 'new'
    when regexp_full_match(id_number, '[0-9]{17}[0-9X]') then 'new'
    when regexp_full_match(id_number, '[0-9]{15}') then 'old'
    when regexp_full_match(id_number, '[0-9]{17}') then 'short'
    when id_number in ('', '无', '/', '-') then 'missing'
    when regexp_matches(id_number, '^(#NUM:)?[0-9][.][0-9]{15,}E[+]?[0-9]+$|^#NUM:[0-9]{15}([1-9][0-9]{2}|0[1-9][0-9]|00[1-9])([.]0+)?$') then 'float64'
    when regexp_matches(id_number, '^#NUM:') then 'numeric'
    when regexp_matches(id_number, '^[A-Z]{3}[0-9]{12}$') then 'foreign_card'
    when regexp_matches(id_number, '^[0-9]([.][0-9]+)?E[+]?[0-9]+$') then 'scientific'
    when regexp_matches(id_number, '^([0-9]{17}[0-9X]|[0-9]{15})([^0-9A-Z]*([0-9]{17}[0-9X]|[0-9]{15}))+$') then 'multi'
    when regexp_matches(id_number, '^[0-9]+[*●•○■□#?_X]{2,}[0-9X]*$|^[*●•○■□#?_X]{2,}[0-9]+X?$') then 'masked'
    when regexp_matches(id_number, '^[0-9]+X?$') then 'bad_length'
    when regexp_matches(id_number, '护照|临时|户口|未落户|军官|士兵|出生证|通行证|台胞|回乡|居留|^[A-Z]{1,2}[0-9]{6,9}$') then 'other_document'
    else 'bad_charset'
  end as id_form from id_written
),
id_keyed as (
  select *, cast(case when id_form in ('new', 'short') then left(id_number, 17)
    when id_form = 'old' then left(id_number, 6) || '19' || right(id_number, 9) end as bigint) as id_digits from id_formed
),
id_dated as (
  select *, ((id_digits // 100000) % 100) between 1 and 12 and ((id_digits // 1000) % 100) between 1 and (case when ((id_digits // 100000) % 100) in (4, 6, 9, 11) then 30 when ((id_digits // 100000) % 100) <> 2 then 31 when ((id_digits // 10000000) % 10000) % 4 = 0 and (((id_digits // 10000000) % 10000) % 100 <> 0 or ((id_digits // 10000000) % 10000) % 400 = 0) then 29 else 28 end) and ((id_digits // 10000000) % 10000) > 0 as id_is_day,
    (id_digits // 1000) % 100000000 between 18800101 and 20261020 as id_is_in_time,
    substr('10X98765432', cast((6 * (id_digits % 10) + 10 * (id_digits % 100) + 2 * (id_digits % 1000) + 7 * (id_digits % 10000) + 8 * (id_digits % 100000) + 6 * (id_digits % 1000000) + 10 * (id_digits % 10000000) + 2 * (id_digits % 100000000) + 7 * (id_digits % 1000000000) + 8 * (id_digits % 10000000000) + 6 * (id_digits % 100000000000) + 10 * (id_digits % 1000000000000) + 2 * (id_digits % 10000000000000) + 7 * (id_digits % 100000000000000) + 8 * (id_digits % 1000000000000000) + 6 * (id_digits % 10000000000000000) + 7 * (id_digits % 100000000000000000)) % 11 as integer) + 1, 1) as id_check from id_keyed
),
id_judged as (
  select *, case
    when id_form not in ('new', 'old', 'short') then id_form
    when id_form = 'short' then case when id_is_day and id_is_in_time and id_check = '0'
      then 'trimmed_zero' else 'bad_length' end
    when not id_is_day then 'bad_date'
    when not id_is_in_time then 'bad_age'
    when id_form = 'old' then case when id_digits % 1000 >= 996
      then 'century_uncertain' else 'upgraded_from_15' end
    when id_check = substr(id_number, 18, 1) then 'valid'
    when substr(id_number, 16, 3) = '000' then 'excel15'
    else 'bad_checksum'
  end as person_id_status from id_dated
),
identified as (
  select *,
    case when person_id_status in ('valid', 'upgraded_from_15', 'confirmed') then
      case id_form when 'old' then cast(id_digits as varchar) || id_check else left(id_number, 18) end
    end as person_id,
    case when person_id_status in ('valid', 'upgraded_from_15', 'confirmed') then id_digits end as person_key
  from id_judged
),
typed as (
  select
    row_no,
    row_error,
    person_id,
    person_key,
    person_id_status,
    raw_name,
    plain_name,
    given_name,
    given_name as name,
    raw_death_date,
    plain_death_date,
    given_death_date,
    case when regexp_full_match(given_death_date, '[0-9]{4}[0-9]{2}[0-9]{2}') then cast(try_strptime(given_death_date, '%Y%m%d') as date) when regexp_full_match(given_death_date, '[0-9]{4}\-[0-9]{1,2}\-[0-9]{1,2}') then cast(try_strptime(given_death_date, '%Y-%m-%d') as date) when regexp_full_match(given_death_date, '[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}') then cast(try_strptime(given_death_date, '%Y/%m/%d') as date) when regexp_full_match(given_death_date, '[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}') then cast(try_strptime(given_death_date, '%Y.%m.%d') as date) when regexp_full_match(given_death_date, '[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日') then cast(try_strptime(given_death_date, '%Y年%m月%d日') as date) when regexp_full_match(given_death_date, '[0-9]{4}[0-9]{2}[0-9]{2}') then cast(try_strptime(given_death_date, '%Y%m%d') as date) when regexp_full_match(given_death_date, '[1-9][0-9]{4}(\.[0-9]+)?') then date '1899-12-30' + cast(floor(try_cast(given_death_date as double)) as integer) end as death_date,
    raw_reported_date,
    plain_reported_date,
    given_reported_date,
    case when regexp_full_match(given_reported_date, '[0-9]{4}[0-9]{2}[0-9]{2}') then cast(try_strptime(given_reported_date, '%Y%m%d') as date) when regexp_full_match(given_reported_date, '[0-9]{4}\-[0-9]{1,2}\-[0-9]{1,2}') then cast(try_strptime(given_reported_date, '%Y-%m-%d') as date) when regexp_full_match(given_reported_date, '[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}') then cast(try_strptime(given_reported_date, '%Y/%m/%d') as date) when regexp_full_match(given_reported_date, '[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}') then cast(try_strptime(given_reported_date, '%Y.%m.%d') as date) when regexp_full_match(given_reported_date, '[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日') then cast(try_strptime(given_reported_date, '%Y年%m月%d日') as date) when regexp_full_match(given_reported_date, '[0-9]{4}[0-9]{2}[0-9]{2}') then cast(try_strptime(given_reported_date, '%Y%m%d') as date) when regexp_full_match(given_reported_date, '[1-9][0-9]{4}(\.[0-9]+)?') then date '1899-12-30' + cast(floor(try_cast(given_reported_date as double)) as integer) end as reported_date,
    raw_cause,
    plain_cause,
    given_cause,
    given_cause as cause
  from identified
)
select
  row_no,
  '0123456789ab' as delivery,
  person_id,
  person_key,
  person_id_status,
  name,
  case when death_date not in (date '1900-01-01', date '9999-12-31') then death_date end as death_date,
  case when reported_date not in (date '1900-01-01', date '9999-12-31') then reported_date end as reported_date,
  cause,
  coalesce(row_error, nullif(concat_ws(',',
    case when case when plain_cause then false else contains(raw_cause, chr(0)) end then 'CTRL_NUL:cause' end,
    case when case when plain_death_date then false else contains(raw_death_date, chr(0)) end then 'CTRL_NUL:death_date' end,
    case when case when plain_name then false else contains(raw_name, chr(0)) end then 'CTRL_NUL:name' end,
    case when case when plain_reported_date then false else contains(raw_reported_date, chr(0)) end then 'CTRL_NUL:reported_date' end,
    case when case when plain_death_date then false else death_date is null and given_death_date is not null and regexp_full_match(given_death_date, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}') end then 'DATE_AMBIGUOUS:death_date' end,
    case when case when plain_reported_date then false else reported_date is null and given_reported_date is not null and regexp_full_match(given_reported_date, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}') end then 'DATE_AMBIGUOUS:reported_date' end,
    case when death_date > date '2026-10-31' and death_date not in (date '1900-01-01', date '9999-12-31') then 'DATE_FUTURE:death_date' end,
    case when reported_date > date '2026-10-31' and reported_date not in (date '1900-01-01', date '9999-12-31') then 'DATE_FUTURE:reported_date' end,
    case when death_date is null and given_death_date is not null and not regexp_full_match(given_death_date, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}') and not (death_date is null and regexp_full_match(given_death_date, '0000[-/.年]?00?[-/.月]?00?日?')) then 'DATE_INVALID:death_date' end,
    case when reported_date is null and given_reported_date is not null and not regexp_full_match(given_reported_date, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}') and not (reported_date is null and regexp_full_match(given_reported_date, '0000[-/.年]?00?[-/.月]?00?日?')) then 'DATE_INVALID:reported_date' end,
    case when person_id_status in ('bad_age') then 'ID_AGE:person_id' end,
    case when person_id_status in ('bad_charset') then 'ID_CHARSET:person_id' end,
    case when person_id_status in ('bad_checksum') then 'ID_CHECK:person_id' end,
    case when person_id_status in ('bad_date') then 'ID_DOB:person_id' end,
    case when person_id_status in ('excel15') then 'ID_EXCEL_TRUNC:person_id' end,
    case when person_id_status in ('trimmed_zero', 'bad_length') then 'ID_LEN:person_id' end,
    case when person_id_status in ('masked') then 'ID_MASKED:person_id' end,
    case when person_id_status in ('missing') then 'ID_MISSING:person_id' end,
    case when person_id_status in ('multi') then 'ID_MULTI:person_id' end,
    case when person_id_status in ('numeric', 'float64') then 'ID_NUMERIC:person_id' end,
    case when person_id_status in ('other_document') then 'ID_OTHER_DOC:person_id' end,
    case when person_id_status in ('filler') then 'ID_PLACEHOLDER:person_id' end,
    case when person_id_status in ('scientific') then 'ID_SCI:person_id' end,
    case when person_id_status in ('unconfirmed') then 'ID_UNCONFIRMED:person_id' end,
    case when death_date is null and given_death_date is null or (death_date in (date '1900-01-01', date '9999-12-31') or death_date is null and regexp_full_match(given_death_date, '0000[-/.年]?00?[-/.月]?00?日?')) then 'REQUIRED_EMPTY:death_date' end,
    case when name is null and given_name is null then 'REQUIRED_EMPTY:name' end,
    case when case when plain_cause then false else regexp_matches(raw_cause, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:cause' end,
    case when case when plain_death_date then false else regexp_matches(raw_death_date, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:death_date' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:name' end,
    case when case when plain_reported_date then false else regexp_matches(raw_reported_date, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:reported_date' end,
    case when case when plain_cause then false else regexp_matches(raw_cause, '锟斤拷|烫烫烫|[ä-é][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}|[Â-Ä][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]') end then 'TEXT_MOJIBAKE:cause' end,
    case when case when plain_name then false else regexp_matches(raw_name, '锟斤拷|烫烫烫|[ä-é][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}|[Â-Ä][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]') end then 'TEXT_MOJIBAKE:name' end
  ), '')) as reasons,
  case when row_error is null then nullif(concat_ws(',',
    case when case when plain_death_date then false else death_date is not null and regexp_full_match(given_death_date, '[1-9][0-9]{4}(\.[0-9]+)?') end then 'D001:death_date' end,
    case when case when plain_reported_date then false else reported_date is not null and regexp_full_match(given_reported_date, '[1-9][0-9]{4}(\.[0-9]+)?') end then 'D001:reported_date' end,
    case when case when plain_death_date then false else death_date is not null and not regexp_full_match(given_death_date, '[1-9][0-9]{4}(\.[0-9]+)?') and not regexp_full_match(given_death_date, '[0-9]{4}[0-9]{2}[0-9]{2}') end then 'D003:death_date' end,
    case when case when plain_reported_date then false else reported_date is not null and not regexp_full_match(given_reported_date, '[1-9][0-9]{4}(\.[0-9]+)?') and not regexp_full_match(given_reported_date, '[0-9]{4}[0-9]{2}[0-9]{2}') end then 'D003:reported_date' end,
    case when death_date in (date '1900-01-01', date '9999-12-31') or death_date is null and regexp_full_match(given_death_date, '0000[-/.年]?00?[-/.月]?00?日?') then 'D009:death_date' end,
    case when reported_date in (date '1900-01-01', date '9999-12-31') or reported_date is null and regexp_full_match(given_reported_date, '0000[-/.年]?00?[-/.月]?00?日?') then 'D009:reported_date' end,
    case when case when plain_death_date then false else regexp_matches(raw_death_date, '[T\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9:]+)?[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]*$') end then 'D011:death_date' end,
    case when case when plain_reported_date then false else regexp_matches(raw_reported_date, '[T\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9:]+)?[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]*$') end then 'D011:reported_date' end,
    case when case when plain_cause then false else regexp_matches(raw_cause, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:cause' end,
    case when case when plain_death_date then false else regexp_matches(raw_death_date, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:death_date' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:name' end,
    case when case when plain_reported_date then false else regexp_matches(raw_reported_date, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:reported_date' end,
    case when case when plain_cause then false else contains(raw_cause, '_x00') end then 'E009:cause' end,
    case when case when plain_death_date then false else contains(raw_death_date, '_x00') end then 'E009:death_date' end,
    case when case when plain_name then false else contains(raw_name, '_x00') end then 'E009:name' end,
    case when case when plain_reported_date then false else contains(raw_reported_date, '_x00') end then 'E009:reported_date' end,
    case when case when plain_cause then false else given_cause is distinct from raw_cause and regexp_matches(raw_cause, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:cause' end,
    case when case when plain_death_date then false else given_death_date is distinct from raw_death_date and regexp_matches(raw_death_date, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:death_date' end,
    case when case when plain_name then false else given_name is distinct from raw_name and regexp_matches(raw_name, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:name' end,
    case when case when plain_reported_date then false else given_reported_date is distinct from raw_reported_date and regexp_matches(raw_reported_date, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:reported_date' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}]') end then 'NAME_PUA:name' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[?？□\x{fffd}]') end then 'NAME_RARE_LOST:name' end
  ), '') end as notes
from typed
