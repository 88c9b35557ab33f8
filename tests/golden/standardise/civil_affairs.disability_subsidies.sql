with delivered as (
  select
    row_no,
    row_error,
    "残疾人证号" as given_certificate_no,
    "姓名" as raw_name,
    "补贴类型" as raw_kind,
    "月补贴金额" as raw_amount,
    "起始月份" as raw_start_month,
    "截止月份" as raw_end_month
  from raw
),
judged as (
  select *,
    coalesce(regexp_full_match(raw_name, '[㐀-烪烬-锞锠-鿿·]+'), true) as plain_name,
    coalesce(raw_kind in ('困难残疾人生活补贴', '重度残疾人护理补贴'), true) as plain_kind,
    coalesce(regexp_full_match(raw_amount, '[0-9]+([.][0-9]{1,2})?'), true) as plain_amount,
    coalesce(regexp_full_match(raw_start_month, '[0-9]{4}\-[0-9]{1,2}|[0-9]{4}\-[0-9]{1,2}\-01'), true) as plain_start_month,
    coalesce(regexp_full_match(raw_end_month, '[0-9]{4}\-[0-9]{1,2}|[0-9]{4}\-[0-9]{1,2}\-01'), true) as plain_end_month
  from delivered
),
written as (
  select *,
    case when plain_name then raw_name else nullif(regexp_replace(regexp_replace(regexp_replace(raw_name, '_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7F)_', '', 'g'), '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '') end as given_name,
    case when plain_kind then raw_kind else nullif(regexp_replace(regexp_replace(regexp_replace(raw_kind, '_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7F)_', '', 'g'), '[\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}]', '', 'g'), '^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+$', '', 'g'), '') end as given_kind,
    case when plain_amount then raw_amount else nullif(regexp_replace(regexp_replace(ltrim(regexp_replace(translate(raw_amount, '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), '^[￥¥](.)', '\1'), '^\((.+)\)$', '-\1'), '') end as given_amount,
    case when plain_start_month then raw_start_month else nullif(regexp_replace(ltrim(regexp_replace(translate(regexp_replace(raw_start_month, '([0-9日])[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+([0-9０-９]{1,2}[:：])', '\1T\2'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), 'T[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$', ''), '') end as given_start_month,
    case when plain_end_month then raw_end_month else nullif(regexp_replace(ltrim(regexp_replace(translate(regexp_replace(raw_end_month, '([0-9日])[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+([0-9０-９]{1,2}[:：])', '\1T\2'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'), '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), ''''), 'T[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$', ''), '') end as given_end_month
  from judged
),
id_delivered as (
  select *, coalesce(regexp_full_match(given_certificate_no, '[0-9]{17}[0-9X]'), false) as id_is_clean from written
),
id_written as (
  select *, case when id_is_clean then given_certificate_no else coalesce(regexp_replace(regexp_replace(ltrim(translate(regexp_replace(given_certificate_no, '[\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}]', '', 'g'), '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～×abcdefghijklmnopqrstuvwxyz', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~XABCDEFGHIJKLMNOPQRSTUVWXYZ'), '''‘’`'), '([0-9])[-‐‑‒–—−]+', '\1', 'g'), '^([0-9]+)[.]0+$', '\1'), '') end as id_number from id_delivered
),
id_formed as (
  select *, case
    when starts_with(id_number, '999999') then 'placeholder'
    when starts_with(id_number, '123456789') or id_number in ('000000000000000', '000000000000000000', '111111111111111', '111111111111111111', '222222222222222', '222222222222222222', '333333333333333', '333333333333333333', '444444444444444', '444444444444444444', '555555555555555', '555555555555555555', '666666666666666', '666666666666666666', '777777777777777', '777777777777777777', '888888888888888', '888888888888888888', '00000000000000000X', '11111111111111111X', '22222222222222222X', '33333333333333333X', '44444444444444444X', '55555555555555555X', '66666666666666666X', '77777777777777777X', '88888888888888888X') then 'filler'
    when regexp_full_match(id_number, '[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?') then 'new'
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
    case when id_form <> 'missing' then id_number end as certificate_no,
    case id_form when 'new' then substr(id_number, 19, 1) end as certificate_category_digit,
    case id_form when 'new' then substr(id_number, 20, 1) end as certificate_grade_digit,
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
    certificate_no,
    person_id,
    person_key,
    person_id_status,
    certificate_category_digit,
    certificate_grade_digit,
    raw_name,
    plain_name,
    given_name,
    given_name as name,
    raw_kind,
    plain_kind,
    given_kind,
    case given_kind when '困难残疾人生活补贴' then 'disability_living' when '重度残疾人护理补贴' then 'disability_care' else case translate(given_kind, '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~') when '困难残疾人生活补贴' then 'disability_living' when '重度残疾人护理补贴' then 'disability_care' end end as kind,
    raw_amount,
    plain_amount,
    given_amount,
    try_cast(case when regexp_full_match(given_amount, '[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)') then given_amount when regexp_full_match(given_amount, '[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?') then replace(given_amount, ',', '') end as decimal(18, 2)) as amount,
    raw_start_month,
    plain_start_month,
    given_start_month,
    cast(strftime(case when regexp_full_match(given_start_month, '[0-9]{4}\-[0-9]{1,2}') then cast(try_strptime(given_start_month, '%Y-%m') as date) when regexp_full_match(given_start_month, '[0-9]{4}\-[0-9]{1,2}\-01') then cast(try_strptime(given_start_month, '%Y-%m-01') as date) when regexp_full_match(given_start_month, '[0-9]{4}\-[0-9]{1,2}') then cast(try_strptime(given_start_month, '%Y-%m') as date) when regexp_full_match(given_start_month, '[0-9]{4}\-[0-9]{1,2}\-01') then cast(try_strptime(given_start_month, '%Y-%m-01') as date) when regexp_full_match(given_start_month, '[0-9]{4}/[0-9]{1,2}') then cast(try_strptime(given_start_month, '%Y/%m') as date) when regexp_full_match(given_start_month, '[0-9]{4}\.[0-9]{1,2}') then cast(try_strptime(given_start_month, '%Y.%m') as date) when regexp_full_match(given_start_month, '[0-9]{4}年[0-9]{1,2}月') then cast(try_strptime(given_start_month, '%Y年%m月') as date) when regexp_full_match(given_start_month, '[0-9]{4}[0-9]{2}') then cast(try_strptime(given_start_month, '%Y%m') as date) end, '%Y%m') as integer) as start_month,
    raw_end_month,
    plain_end_month,
    given_end_month,
    cast(strftime(case when regexp_full_match(given_end_month, '[0-9]{4}\-[0-9]{1,2}') then cast(try_strptime(given_end_month, '%Y-%m') as date) when regexp_full_match(given_end_month, '[0-9]{4}\-[0-9]{1,2}\-01') then cast(try_strptime(given_end_month, '%Y-%m-01') as date) when regexp_full_match(given_end_month, '[0-9]{4}\-[0-9]{1,2}') then cast(try_strptime(given_end_month, '%Y-%m') as date) when regexp_full_match(given_end_month, '[0-9]{4}\-[0-9]{1,2}\-01') then cast(try_strptime(given_end_month, '%Y-%m-01') as date) when regexp_full_match(given_end_month, '[0-9]{4}/[0-9]{1,2}') then cast(try_strptime(given_end_month, '%Y/%m') as date) when regexp_full_match(given_end_month, '[0-9]{4}\.[0-9]{1,2}') then cast(try_strptime(given_end_month, '%Y.%m') as date) when regexp_full_match(given_end_month, '[0-9]{4}年[0-9]{1,2}月') then cast(try_strptime(given_end_month, '%Y年%m月') as date) when regexp_full_match(given_end_month, '[0-9]{4}[0-9]{2}') then cast(try_strptime(given_end_month, '%Y%m') as date) end, '%Y%m') as integer) as end_month
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
    case when case when plain_amount then false else amount < 0 end then 'AMT_NEGATIVE:amount' end,
    case when amount is null and regexp_full_match(given_amount, '[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)|[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?') then 'AMT_RANGE:amount' end,
    case when case when plain_amount then false else amount is null and given_amount is not null and not regexp_full_match(given_amount, '[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)|[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?') and not regexp_full_match(given_amount, '([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)|[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?)(元|角|十元|百元?|千元?|万元?|亿元?)') and not lower(given_amount) in ('nan', 'inf', '+inf', '-inf', '#num:nan', '#num:inf', '#num:-inf', '-', '--', '—', '——', '/', '空') end then 'AMT_TEXT:amount' end,
    case when case when plain_amount then false else amount is null and regexp_full_match(given_amount, '([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)|[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?)(元|角|十元|百元?|千元?|万元?|亿元?)') end then 'AMT_UNIT:amount' end,
    case when case when plain_kind then false else kind is null and given_kind is not null end then 'CODE_UNKNOWN:kind' end,
    case when case when plain_amount then false else contains(raw_amount, chr(0)) end then 'CTRL_NUL:amount' end,
    case when case when plain_end_month then false else contains(raw_end_month, chr(0)) end then 'CTRL_NUL:end_month' end,
    case when case when plain_kind then false else contains(raw_kind, chr(0)) end then 'CTRL_NUL:kind' end,
    case when case when plain_name then false else contains(raw_name, chr(0)) end then 'CTRL_NUL:name' end,
    case when case when plain_start_month then false else contains(raw_start_month, chr(0)) end then 'CTRL_NUL:start_month' end,
    case when person_id_status in ('bad_age') then 'ID_AGE:certificate_no' end,
    case when person_id_status in ('bad_charset') then 'ID_CHARSET:certificate_no' end,
    case when person_id_status in ('bad_checksum') then 'ID_CHECK:certificate_no' end,
    case when person_id_status in ('bad_date') then 'ID_DOB:certificate_no' end,
    case when person_id_status in ('excel15') then 'ID_EXCEL_TRUNC:certificate_no' end,
    case when person_id_status in ('trimmed_zero', 'bad_length') then 'ID_LEN:certificate_no' end,
    case when person_id_status in ('masked') then 'ID_MASKED:certificate_no' end,
    case when person_id_status in ('multi') then 'ID_MULTI:certificate_no' end,
    case when person_id_status in ('numeric', 'float64') then 'ID_NUMERIC:certificate_no' end,
    case when person_id_status in ('other_document') then 'ID_OTHER_DOC:certificate_no' end,
    case when person_id_status in ('filler') then 'ID_PLACEHOLDER:certificate_no' end,
    case when person_id_status in ('scientific') then 'ID_SCI:certificate_no' end,
    case when person_id_status in ('unconfirmed') then 'ID_UNCONFIRMED:certificate_no' end,
    case when end_month is null and given_end_month is not null and not given_end_month in ('至今', '长期', '长期有效', '永久', '无固定期限') then 'MONTH_INVALID:end_month' end,
    case when start_month is null and given_start_month is not null then 'MONTH_INVALID:start_month' end,
    case when case when plain_amount then false else regexp_matches(raw_amount, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:amount' end,
    case when case when plain_end_month then false else regexp_matches(raw_end_month, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:end_month' end,
    case when case when plain_kind then false else regexp_matches(raw_kind, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:kind' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:name' end,
    case when case when plain_start_month then false else regexp_matches(raw_start_month, '[\x{202a}-\x{202e}\x{2066}-\x{2069}]') end then 'TEXT_BIDI:start_month' end,
    case when case when plain_name then false else regexp_matches(raw_name, '锟斤拷|烫烫烫|[ä-é][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}|[Â-Ä][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]') end then 'TEXT_MOJIBAKE:name' end
  ), '')) as reasons,
  case when row_error is null then nullif(concat_ws(',',
    case when case when plain_amount then false else amount is not null and not regexp_full_match(raw_amount, '[ ]*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[ ]*') end then 'A001:amount' end,
    case when case when plain_amount then false else amount is null and lower(given_amount) in ('nan', 'inf', '+inf', '-inf', '#num:nan', '#num:inf', '#num:-inf', '-', '--', '—', '——', '/', '空') end then 'A005:amount' end,
    case when case when plain_amount then false else regexp_matches(given_amount, '[.][0-9]{2}[0-9]*[1-9]$') and amount is not null end then 'A007:amount' end,
    case when case when plain_kind then false else false end then 'C005:kind' end,
    case when case when plain_kind then false else kind is not null and regexp_matches(raw_kind, '[！-～]') and given_kind not in ('困难残疾人生活补贴', '重度残疾人护理补贴') end then 'C007:kind' end,
    case when case when plain_end_month then false else end_month is not null and not regexp_full_match(given_end_month, '[0-9]{4}\-[0-9]{1,2}|[0-9]{4}\-[0-9]{1,2}\-01') end then 'D003:end_month' end,
    case when case when plain_start_month then false else start_month is not null and not regexp_full_match(given_start_month, '[0-9]{4}\-[0-9]{1,2}|[0-9]{4}\-[0-9]{1,2}\-01') end then 'D003:start_month' end,
    case when case when plain_end_month then false else given_end_month in ('至今', '长期', '长期有效', '永久', '无固定期限') end then 'D010:end_month' end,
    case when case when plain_amount then false else regexp_matches(raw_amount, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:amount' end,
    case when case when plain_end_month then false else regexp_matches(raw_end_month, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:end_month' end,
    case when case when plain_kind then false else regexp_matches(raw_kind, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:kind' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:name' end,
    case when case when plain_start_month then false else regexp_matches(raw_start_month, '[\x01-\x08\x0e-\x1f\x7f]') end then 'E008:start_month' end,
    case when case when plain_amount then false else contains(raw_amount, '_x00') end then 'E009:amount' end,
    case when case when plain_end_month then false else contains(raw_end_month, '_x00') end then 'E009:end_month' end,
    case when case when plain_kind then false else contains(raw_kind, '_x00') end then 'E009:kind' end,
    case when case when plain_name then false else contains(raw_name, '_x00') end then 'E009:name' end,
    case when case when plain_start_month then false else contains(raw_start_month, '_x00') end then 'E009:start_month' end,
    case when case when plain_amount then false else given_amount is distinct from raw_amount and regexp_matches(raw_amount, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:amount' end,
    case when case when plain_end_month then false else given_end_month is distinct from raw_end_month and regexp_matches(raw_end_month, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:end_month' end,
    case when case when plain_kind then false else given_kind is distinct from raw_kind and regexp_matches(raw_kind, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:kind' end,
    case when case when plain_name then false else given_name is distinct from raw_name and regexp_matches(raw_name, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:name' end,
    case when case when plain_start_month then false else given_start_month is distinct from raw_start_month and regexp_matches(raw_start_month, '[\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}]|^[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]|[\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]$') end then 'E012:start_month' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}]') end then 'NAME_PUA:name' end,
    case when case when plain_name then false else regexp_matches(raw_name, '[?？□\x{fffd}]') end then 'NAME_RARE_LOST:name' end
  ), '') end as notes
from typed
