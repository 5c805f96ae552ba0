/* schema.c - the tables of columns. */
#include "corpus/schema.h"
#include <string.h>

/* The order is the one in which such lists print their columns; headers are matched without
 * blanks, marks and circled numbers. The values of `empty` are rough frequencies in lists of
 * this sort: -0.5 is most of the rows, -4 hardly any. */
static const struct schema_column office_columns[] = {
    {"group", CELL_NUMBER, "no|番号|団体no", -3.0F, false},
    {"number", CELL_NUMBER, "no|番号|拠点no", -3.0F, false},
    {"organization", CELL_ORGANIZATION, "団体名|自治体名|団体|自治体", -1.0F, true},
    {"name", CELL_NAME, "拠点名|事務所名|名称|office", -2.5F, false},
    {"country", CELL_COUNTRY, "設置国|国・地域|国名|国", -4.0F, false},
    {"city", CELL_CITY, "都市|所在地|市", -2.0F, false},
    {"form", CELL_LETTER, "a:|形態記号|区分|④|type", -3.5F, false},
    {"form_text", CELL_LABEL, "拠点形態|設置形態|形態|独自事務所|業務委託", -2.5F, false},
    {"contractor", CELL_COMPANY, "委託先", -0.6F, false},
    {"fy", CELL_YEAR, "設置年度|開設年度|設置年|開設年|年度|established|year", -3.5F, false},
    {"department", CELL_DEPARTMENT, "主管部|部課名|部署名|担当課|主管課|所管課|部署|主管", -2.0F,
     true},
    {"staff_total", CELL_COUNT, "計|職員数計|合計|職員数|staff|total", -3.5F, false},
    {"staff_dispatched", CELL_COUNT, "派遣|うち派遣|派遣職員|本庁派遣|dispatched", -3.5F, false},
    {"staff_local", CELL_COUNT, "現地|うち現地|現地職員|現地採用|現地雇用|local", -3.5F, false},
    {"reason", CELL_REASON, "設置理由|設置目的|理由|目的|purpose", -2.0F, false},
    {"activities", CELL_ACTIVITY, "活動内容|主な活動|業務内容|活動", -2.0F, false},
    {"url", CELL_URL, "url|ホームページ|hp|サイト", -0.7F, false},
    {"note", CELL_NOTE, "備考|摘要|その他|notes|remarks", -0.3F, false},
};
const struct schema schema_offices = {
    .kind = "office",
    .columns = office_columns,
    .count = sizeof(office_columns) / sizeof(office_columns[0]),
    .sum = {11, 12, 13},
};

static const struct schema_column project_columns[] = {
    {"bureau", CELL_BUREAU, "担当部局|部局|部局名|所管部局|局", -0.7F, true},
    {"division", CELL_DIVISION, "担当課|課名|所属|所管課|担当課室|課", -0.8F, true},
    {"name", CELL_TITLE, "事業名|施策名|取組名|事業の名称|名称", -3.0F, true},
    {"fy", CELL_YEAR, "開始年度|開始年|実施年度|年度", -3.0F, false},
    {"description", CELL_DETAIL, "事業内容|内容|概要|実績|取組内容", -2.0F, false},
    {"countries", CELL_PLACES, "対象国|国・地域|対象地域|相手国|国", -0.7F, false},
    {"period", CELL_PERIOD, "期間|実施期間|時期|実施時期", -0.9F, false},
    {"participants", CELL_PEOPLE, "参加者|参加人数|人数|実績数", -0.7F, false},
    {"budget", CELL_MONEY, "当初予算|予算額|予算|事業費|決算", -1.5F, false},
    {"plan", CELL_PLAN, "次年度|新規又は継続|予定|計画|変更", -0.7F, false},
    {"status", CELL_STATUS, "継続・新規|新規・継続|区分|新規|継続", -1.5F, false},
    {"budget_next", CELL_MONEY, "次年度予算|当初予算|予算額|予算", -1.5F, false},
    {"note", CELL_NOTE, "備考|摘要|特記", -0.3F, false},
};
const struct schema schema_projects = {
    .kind = "project",
    .columns = project_columns,
    .count = sizeof(project_columns) / sizeof(project_columns[0]),
    .sum = {-1, -1, -1},
    .sections = true,
    .unit = "千円",
};

int schema_find(const struct schema *s, const char *key)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->columns[i].key, key) == 0)
            return (int)i;
    return -1;
}
