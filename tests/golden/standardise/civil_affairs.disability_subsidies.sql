with delivered as (
  select
    row_no,
    row_error,
    "残疾人证号" as given_certificate_no,
    case when regexp_full_match("姓名", '[!-~·‐-‧、-〟㐀-鿿！-～]+') then "姓名"
      else nullif(regexp_replace(regexp_replace("姓名", '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '')
    end as given_name,
    case when regexp_full_match("补贴类型", '[!-~·‐-‧、-〟㐀-鿿！-～]+') then "补贴类型"
      else nullif(regexp_replace(regexp_replace("补贴类型", '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '')
    end as given_kind,
    case when regexp_full_match("月补贴金额", '-?[0-9]+([.][0-9]+)?') then "月补贴金额"
      else nullif(regexp_replace(ltrim(regexp_replace(translate("月补贴金额", '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), '^[￥¥](.)', '\1'), '')
    end as given_amount,
    case when regexp_full_match("起始月份", '[0-9]+([-/.][0-9]+)*') then "起始月份"
      else nullif(regexp_replace(ltrim(regexp_replace(translate("起始月份", '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), '([0-9])T?00:00(:00(\.0+)?)?$', '\1'), '')
    end as given_start_month,
    case when regexp_full_match("截止月份", '[0-9]+([-/.][0-9]+)*') then "截止月份"
      else nullif(regexp_replace(ltrim(regexp_replace(translate("截止月份", '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), '([0-9])T?00:00(:00(\.0+)?)?$', '\1'), '')
    end as given_end_month
  from raw
),
id_delivered as (
  select *, coalesce(regexp_full_match(given_certificate_no, '[0-9]{17}[0-9X]'), false) as id_is_clean from delivered
),
id_written as (
  select *, case when id_is_clean then given_certificate_no else coalesce(regexp_replace(ltrim(translate(regexp_replace(given_certificate_no, '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～×abcdefghijklmnopqrstuvwxyz', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~XABCDEFGHIJKLMNOPQRSTUVWXYZ'), '''‘’`'), '^([0-9]+)\.0+$', '\1'), '') end as id_number from id_delivered
),
id_formed as (
  select *, case
    when starts_with(id_number, '999999') then 'placeholder'
    when regexp_full_match(id_number, '[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?') then 'new'
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
    case when id_form <> 'missing' then id_number end as certificate_no,
    case id_form when 'new' then substr(id_number, 19, 1) end as certificate_category_digit,
    case id_form when 'new' then substr(id_number, 20, 1) end as certificate_grade_digit,
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
    certificate_no,
    person_id,
    person_key,
    person_id_status,
    certificate_category_digit,
    certificate_grade_digit,
    given_name,
    given_name as name,
    given_kind,
    case given_kind when '困难残疾人生活补贴' then 'disability_living' when '重度残疾人护理补贴' then 'disability_care' else case translate(given_kind, '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~') when '困难残疾人生活补贴' then 'disability_living' when '重度残疾人护理补贴' then 'disability_care' end end as kind,
    given_amount,
    try_cast(case when regexp_full_match(given_amount, '[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)') then given_amount when regexp_full_match(given_amount, '[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?') then replace(given_amount, ',', '') end as decimal(18, 2)) as amount,
    given_start_month,
    cast(case when regexp_full_match(given_start_month, '[0-9]{4}\-[0-9]{1,2}') then strftime(try_strptime(given_start_month, '%Y-%m'), '%Y%m') when regexp_full_match(given_start_month, '[0-9]{4}\-[0-9]{1,2}\-01') then strftime(try_strptime(given_start_month, '%Y-%m-01'), '%Y%m') end as integer) as start_month,
    given_end_month,
    cast(case when regexp_full_match(given_end_month, '[0-9]{4}\-[0-9]{1,2}') then strftime(try_strptime(given_end_month, '%Y-%m'), '%Y%m') when regexp_full_match(given_end_month, '[0-9]{4}\-[0-9]{1,2}\-01') then strftime(try_strptime(given_end_month, '%Y-%m-01'), '%Y%m') end as integer) as end_month
  from identified
)
select
  row_no,
  '0123456789ab' as delivery,
  certificate_no,
  person_id,
  person_key,
  person_id_status,
  certificate_category_digit,
  certificate_grade_digit,
  name,
  kind,
  amount,
  start_month,
  end_month,
  coalesce(row_error, nullif(concat_ws(',',
    case when kind is null and given_kind is not null then 'CODE_UNKNOWN:kind' end,
    case when person_id_status in ('bad_charset') then 'ID_CHARSET:certificate_no' end,
    case when person_id_status in ('excel15', 'bad_checksum') then 'ID_CHECK:certificate_no' end,
    case when person_id_status in ('bad_date') then 'ID_DOB:certificate_no' end,
    case when person_id_status in ('bad_length') then 'ID_LEN:certificate_no' end,
    case when person_id_status in ('numeric') then 'ID_NUMERIC:certificate_no' end,
    case when person_id_status in ('scientific') then 'ID_SCI:certificate_no' end,
    case when end_month is null and given_end_month is not null then 'MONTH_INVALID:end_month' end,
    case when start_month is null and given_start_month is not null then 'MONTH_INVALID:start_month' end,
    case when amount is null and given_amount is not null then 'NUMBER_INVALID:amount' end
  ), '')) as reasons
from typed
