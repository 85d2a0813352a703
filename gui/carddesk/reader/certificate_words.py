"""The words of certificates: labels that many bear, what labels and titles look like, and finding a label in a row."""

from __future__ import annotations

import re
from functools import lru_cache

COMMON = frozenset(
    """
    专业 住址 住所 体重 出生 单位 卡号 名称 国家 国籍 地址 备注 姓名 学位 学制 学历 学号 学时 学校 学科 学院
    层次 岗位 工号 工种 年级 年龄 性别 成绩 户籍 手机 日期 时间 校区 民族 班次 班级 用途 电话 科目 等次 等级
    签名 籍贯 类别 类型 系别 级别 编号 编码 职业 职务 职称 职级 血型 行业 视力 证号 语种 身高 邮编 部门 院校
    院系 使用期 出生地 学籍号 所有人 投资人 持证人 持证者 有效期 档案号 注册号 现住址 登记号 签发人 管理号
    籍贯地 经营者 考生号 证书号 证件号 负责人 身份证 专业名称 专业方向 专业类别 主体业态 从业类别 从业资格
    任教学科 任职时间 任职资格 企业名称 会员编号 体检单位 体检日期 体检机构 体检结果 作业种类 作业类别
    作业类型 作业范围 作业项目 使用性质 使用期限 健康状况 入学年月 入学日期 入学时间 入职日期 公司名称
    准操机型 准操项目 准考证号 准驾类型 准驾车型 出生年月 出生日期 出生时间 初领日期 单位名称 发证单位
    发证日期 发证时间 发证机关 发证机构 号牌号码 合格证号 员工姓名 员工编号 品牌型号 国籍地区 培训内容
    培训单位 培训日期 培训时间 培训机构 培训类别 培训项目 复审日期 复审时间 姓名拼音 学习形式 学生姓名
    实操成绩 审批日期 审批机关 审验日期 家庭住址 家庭地址 导游等级 导游证号 导游语种 岗位名称 岗位类别
    工作单位 工作部门 工种名称 工种类别 成立日期 截止日期 户籍地址 所在单位 所在部门 所属公司 所属单位
    所属机构 所属部门 手机号码 执业地点 执业机构 执业类别 执业范围 执业证号 批准单位 批准文号 批准日期
    批准机关 技术等级 技能成绩 技能等级 护照号码 换证日期 授予时间 操作类别 操作项目 政治面貌 教师编号
    文化程度 有效日期 有效时间 有效期止 有效期至 有效期起 有效期间 有效期限 服务区域 服务单位 机构名称
    核发单位 核发日期 核发机关 档案编号 检查日期 检查结果 毕业学校 毕业年月 毕业日期 毕业时间 毕业院校
    注册专业 注册地址 注册日期 注册机关 注册机构 注册类别 注册编号 注册资本 理论成绩 用人单位 登记日期
    登记机关 监制单位 签发单位 签发日期 签发时间 签发机关 类别名称 组成形式 经营场所 经营范围 综合成绩
    考核日期 考试地点 考试日期 考试时间 考试科目 职业名称 职业工种 职业等级 职业资格 职称名称 职称级别
    联系电话 聘用企业 聘用单位 英文姓名 营业场所 营业期限 行业类别 补证日期 认定日期 认定机关 认定机构
    许可范围 许可证号 许可项目 证书号码 证书名称 证书类型 证书编号 证件号码 证件名称 证件类型 证件编号
    证照编号 评价机构 评定成绩 评定机构 评审时间 评审组织 课程名称 资格名称 资格种类 资格等级 资格类别
    资格级别 资格证号 起始日期 起止日期 身份号码 身份证号 车牌号码 车辆类型 通讯地址 邮政编码 鉴定日期
    鉴定机构 鉴定等级 院系名称 项目名称 颁发单位 颁发日期 颁发时间 颁发机关 颁发机构 颁证日期 颁证机关
    领证日期 驾驶证号 主要负责人 使用有效期 出生年月日 发动机号码 审验有效期 应复审日期 持证人姓名
    有效日期至 有效期截止 法定代表人 注册有效期 许可证编号 资格证书号 身份证件号 身份证号码 下次复审日期
    专业技术职务 专业技术资格 从业资格类别 从业资格证号 公民身份号码 初次发证日期 初次领证日期 执业证书编码
    操作技能成绩 有效截止日期 有效起始日期 有效起止日期 毕业证书编号 理论知识成绩 职业技能等级 身份证件号码
    车辆识别代号 首次发证日期 第一次复审日期 第二次复审日期 教师资格证书号码 统一社会信用代码
    """.split()  # noqa: SIM905 - as a list it would fill three hundred lines
)
"""Labels that public certificates of China bear, as printed, without blanks."""

BEGINS_VALUES = frozenset(
    [
        "国家",
        "学院",
        "学校",
        "单位",
        "户籍",
        "视力",
        "行业",
        "用途",
        "日期",
        "时间",
        "类型",
        "类别",
        "层次",
        "编码",
        "职业",
        "科目",
        "名称",
        "级别",
        "等级",
        "成绩",
        "部门",
        "院校",
        "备注",
        "住所",
        "负责人",
        "学科",
        "从业资格",
    ]
)
"""Of these the words with which values begin as well (国家移民管理局): labels only where a gap or a colon follows."""

_OLDER = str.maketrans(
    "別號證籍職務稱級業間開類項機關構單學歷專層發領簽審複區齡種語範圍從資質",
    "别号证籍职务称级业间开类项机关构单学历专层发领签审复区龄种语范围从资质",
)
SEX = "性别"
_NAME_LABEL = re.compile(r"姓名$|^持证(?:人|者)$|^(?:所有|经营|负责|签发)人$")
_DAY_LABEL = re.compile(r"日期|有效期至|有效日期至|有效期止|时间$")
_BEHEADED = frozenset(words[1:] for words in COMMON)
SPECKS = "·•★☆*.,、_—"
"""Marks that no label or value begins with."""
_LONGEST = max(map(len, COMMON))
_LABEL_END = re.compile(
    r"(?:号|编号|号码|日期|时间|类别|种类|类型|项目|机关|机构|单位|部门|等级|级别|名称|期限|期至|地点|地址|范围|资格|年月|成绩)$"
)
_UNMISTAKABLE = re.compile(r"性别[:：]?[男女]|民族[:：]?[\u4e00-\u9fff]{1,5}族")
_CJK_WORD = re.compile(r"[\u4e00-\u9fff()（）/、]{2,12}")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z .'/()-]{1,28}")
_LATIN_LABEL = re.compile(
    r"[/／(（]?\s*(?:Full\s*Name|Name|Sex|Gender|Nationality|Ethnicity|Date\s*of\s*(?:Birth|Issue|Expiry)|Birth\s*Date|Issued?\s*(?:on|by|Date)"
    r"|Valid\s*(?:until|Period|Thru)|Category|Level|Major|Department|Employer|(?:ID|Certificate|Card|Serial|Licen[cs]e)\s*(?:No\.?|Number)|No\.)"
    r"\s*[)）]?(?=\s*[:：]|\s|[^A-Za-z]|$)",
    re.IGNORECASE,
)


def is_name_label(label: str) -> bool:
    """Whether a label announces the name of a person."""
    return _NAME_LABEL.search(label) is not None


def is_day_label(label: str) -> bool:
    """Whether a label announces a day."""
    return _DAY_LABEL.search(label) is not None


def is_label(text: str) -> bool:
    """Whether a text is known, or looks from its ending, to be a label."""
    packed = bare(text)
    return packed in COMMON or (bool(_CJK_WORD.fullmatch(packed)) and bool(_LABEL_END.search(packed)))


def is_common_label(text: str) -> bool:
    """Whether a text is a label that certificates commonly bear."""
    return text in COMMON


def may_be_label(text: str) -> bool:
    """Whether a text that a colon or its place marks as a label can be one."""
    return bool(_CJK_WORD.fullmatch(bare(text)) or _LATIN_WORD.fullmatch(text.strip()))


def lacks_its_first(text: str) -> bool:
    """Whether a label is unknown, but known with one more character before it (业类别, 号)."""
    return text not in COMMON and text in _BEHEADED


def only_whole(text: str) -> str | None:
    """The one known label that a text is all but the first character of (龄: 年龄); None where there are more or none."""
    able = [words for words in COMMON if words[1:] == text]
    return able[0] if len(able) == 1 else None


def bare(text: str) -> str:
    """A label without the blanks that spread it, and without its colon, in the characters that are printed today."""
    return simplified(re.sub(r"\s", "", text).strip(":："))


def simplified(text: str) -> str:
    """Characters of labels that the recogniser takes for their older forms, which certificates do not print."""
    return text.translate(_OLDER)


@lru_cache(maxsize=4096)
def known_length(text: str) -> int:
    """How many characters of the beginning of a text without blanks are a common label, the longest there is; 0 for none."""
    return next((size for size in range(min(_LONGEST, len(text)), 1, -1) if text[:size] in COMMON), 0)


def is_unmistakable(text: str) -> bool:
    """Whether a text begins with a label and such a value as only that label has, so that no gap need part them."""
    return bool(_UNMISTAKABLE.match(text))


def same_in_latin(text: str) -> int:
    """How many characters at the beginning say the label again in English (姓名 Name, 姓名/Name)."""
    match = _LATIN_LABEL.match(text)
    return match.end() if match else 0
