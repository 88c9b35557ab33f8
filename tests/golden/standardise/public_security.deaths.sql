with delivered as (
  select
    row_no,
    row_error,
    "公民身份号码" as given_person_id,
    case when regexp_full_match("姓名", '[!-~·‐-‧、-〟㐀-鿿！-～]+') then "姓名"
      else nullif(regexp_replace(regexp_replace("姓名", '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '')
    end as given_name,
    case when regexp_full_match("死亡日期", '[0-9]+([-/.][0-9]+)*') then "死亡日期"
      else nullif(regexp_replace(ltrim(regexp_replace(translate("死亡日期", '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), '([0-9])T?00:00(:00(\.0+)?)?$', '\1'), '')
    end as given_death_date,
    case when regexp_full_match("注销日期", '[0-9]+([-/.][0-9]+)*') then "注销日期"
      else nullif(regexp_replace(ltrim(regexp_replace(translate("注销日期", '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), '([0-9])T?00:00(:00(\.0+)?)?$', '\1'), '')
    end as given_reported_date,
    case when regexp_full_match("注销原因", '[!-~·‐-‧、-〟㐀-鿿！-～]+') then "注销原因"
      else nullif(regexp_replace(regexp_replace("注销原因", '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '')
    end as given_cause
  from raw
),
id_delivered as (
  select *, coalesce(regexp_full_match(given_person_id, '[0-9]{17}[0-9X]'), false) as id_is_clean from delivered
),
id_written as (
  select *, case when id_is_clean then given_person_id else coalesce(regexp_replace(ltrim(translate(regexp_replace(given_person_id, '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～×abcdefghijklmnopqrstuvwxyz', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~XABCDEFGHIJKLMNOPQRSTUVWXYZ'), '''‘’`'), '^([0-9]+)\.0+$', '\1'), '') end as id_number from id_delivered
),
id_formed as (
  select *, case
    when starts_with(id_number, '999999') then 'placeholder'
    when id_is_clean then 'new'
    when regexp_full_match(id_number, '[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?') then 'new'
    when regexp_full_match(id_number, '[0-9]{17}[0-9X]') then 'new'
    when regexp_full_match(id_number, '[0-9]{15}') then 'old'
    when id_number in ('', '无', '/', '-') then 'missing'
    when starts_with(id_number, '#NUM:') then 'numeric'
    when regexp_full_match(id_number, '[A-Z]{3}[0-9]{12}') then 'foreign_card'
    when regexp_full_match(id_number, '[0-9](\.[0-9]+)?E\+?[0-9]+') then 'scientific'
    when regexp_full_match(id_number, '[0-9]+X?') then 'bad_length'
    else 'bad_charset'
  end as id_form from id_written
),
id_keyed as (
  select *, cast(case id_form when 'new' then left(id_number, 17)
    when 'old' then left(id_number, 6) || '19' || right(id_number, 9) end as bigint) as id_digits from id_formed
),
id_dated as (
  select *, (id_digits // 1000) % 100000000 between 18800101 and 20261020
    and ((id_digits // 100000) % 100) between 1 and 12 and ((id_digits // 1000) % 100) between 1 and (case when ((id_digits // 100000) % 100) in (4, 6, 9, 11) then 30 when ((id_digits // 100000) % 100) <> 2 then 31 when ((id_digits // 10000000) % 10000) % 4 = 0 and (((id_digits // 10000000) % 10000) % 100 <> 0 or ((id_digits // 10000000) % 10000) % 400 = 0) then 29 else 28 end) as id_is_born,
    substr('10X98765432', cast((6 * (id_digits % 10) + 10 * (id_digits % 100) + 2 * (id_digits % 1000) + 7 * (id_digits % 10000) + 8 * (id_digits % 100000) + 6 * (id_digits % 1000000) + 10 * (id_digits % 10000000) + 2 * (id_digits % 100000000) + 7 * (id_digits % 1000000000) + 8 * (id_digits % 10000000000) + 6 * (id_digits % 100000000000) + 10 * (id_digits % 1000000000000) + 2 * (id_digits % 10000000000000) + 7 * (id_digits % 100000000000000) + 8 * (id_digits % 1000000000000000) + 6 * (id_digits % 10000000000000000) + 7 * (id_digits % 100000000000000000)) % 11 as integer) + 1, 1) as id_check from id_keyed
),
id_judged as (
  select *, case
    when id_form not in ('new', 'old') then id_form
    when not id_is_born then 'bad_date'
    when id_form = 'old' then case when id_digits % 1000 >= 996
      then 'century_uncertain' else 'upgraded_from_15' end
    when id_check = substr(id_number, 18, 1) then 'valid'
    when substr(id_number, 16, 3) = '000' then 'excel15'
    else 'bad_checksum'
  end as person_id_status from id_dated
),
identified as (
  select *,
    case when person_id_status in ('valid', 'upgraded_from_15') then
      case id_form when 'old' then cast(id_digits as varchar) || id_check else left(id_number, 18) end
    end as person_id,
    case when person_id_status in ('valid', 'upgraded_from_15') then id_digits end as person_key
  from id_judged
),
typed as (
  select
    row_no,
    row_error,
    person_id,
    person_key,
    person_id_status,
    given_name,
    given_name as name,
    given_death_date,
    case when regexp_full_match(given_death_date, '[0-9]{4}[0-9]{2}[0-9]{2}') then cast(try_strptime(given_death_date, '%Y%m%d') as date) end as death_date,
    given_reported_date,
    case when regexp_full_match(given_reported_date, '[0-9]{4}[0-9]{2}[0-9]{2}') then cast(try_strptime(given_reported_date, '%Y%m%d') as date) end as reported_date,
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
  death_date,
  reported_date,
  cause,
  coalesce(row_error, nullif(concat_ws(',',
    case when death_date is null and given_death_date is not null then 'DATE_INVALID:death_date' end,
    case when reported_date is null and given_reported_date is not null then 'DATE_INVALID:reported_date' end,
    case when person_id_status in ('bad_charset') then 'ID_CHARSET:person_id' end,
    case when person_id_status in ('excel15', 'bad_checksum') then 'ID_CHECK:person_id' end,
    case when person_id_status in ('bad_date') then 'ID_DOB:person_id' end,
    case when person_id_status in ('bad_length') then 'ID_LEN:person_id' end,
    case when person_id_status in ('missing') then 'ID_MISSING:person_id' end,
    case when person_id_status in ('numeric') then 'ID_NUMERIC:person_id' end,
    case when person_id_status in ('scientific') then 'ID_SCI:person_id' end,
    case when death_date is null and given_death_date is null then 'REQUIRED_EMPTY:death_date' end,
    case when name is null and given_name is null then 'REQUIRED_EMPTY:name' end
  ), '')) as reasons
from typed
