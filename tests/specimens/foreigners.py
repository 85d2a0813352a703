"""Fictional people from abroad: a country with its codes and a Latin name in the manner of its language."""

from dataclasses import dataclass
from datetime import date, timedelta

from .chance import Chance
from .people import LATEST, day_between, years_after


@dataclass(frozen=True, slots=True)
class Country:
    """ISO 3166 codes, the name in Chinese and English, and the words its names are made of."""

    alpha3: str
    numeric: str
    chinese: str
    english: str
    surnames: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]


def _country(head: str, surnames: str, given: str) -> Country:
    alpha3, numeric, chinese, english = head.split(",")
    women, men = given.split(";")
    return Country(
        alpha3, numeric, chinese, english, tuple(surnames.split(",")), tuple(women.split(",")), tuple(men.split(","))
    )


_ENGLISH = (
    "HARTWELL,O'DELL,WHITCOMB,ASHDOWN,FENWICK,MARLOW-REED,THORNBURY,LANGSTON",
    "ALICE,EMILY JANE,OLIVIA,GRACE;GEORGE,HENRY,THOMAS ARTHUR,PETER",
)
_FRENCH = (
    "BEAUCLAIR,DUMOULIN,LAFORET,MARCHEVAL,RIVOLIER,SAINT-AUBIN",
    "CAMILLE,MARIE CLAIRE,ELODIE;JULES,LUC,JEAN-PAUL",
)
_GERMAN = ("BRANDTHAUS,EICHWALD,LINDENBERG,STEINFURT,WALDKIRCH", "ANNA,LENA,EVA MARIA;FELIX,KLAUS DIETER,MORITZ")
_SPANISH = ("DEL VALLE ROMERO,ORTEGAL PINO,CASTILLEJO,VILLASOL MORA", "ANA LUCIA,MARISOL,ELENA;DIEGO,JUAN CARLOS,PABLO")
_ARABIC = ("AL HADARI,AL NAJMI,BIN SAFWAN,AL QAMARI", "LAYLA,NOURA,MARYAM;FAISAL,OMAR KHALID,YUSUF")
_SLAVIC = ("BEREZOVSKIJ,KALINSKAIA,MOROZENKO,SOKOLNIK,VESNIN", "DARIA,IRINA,VERA;ALEKSEI,MAKSIM,OLEG")
COUNTRIES = (
    _country("CAN,124,加拿大,CANADA", *_ENGLISH),
    _country("USA,840,美国,UNITED STATES OF AMERICA", *_ENGLISH),
    _country("GBR,826,英国,UNITED KINGDOM", *_ENGLISH),
    _country("AUS,036,澳大利亚,AUSTRALIA", *_ENGLISH),
    _country("NZL,554,新西兰,NEW ZEALAND", *_ENGLISH),
    _country("FRA,250,法国,FRANCE", *_FRENCH),
    _country("BEL,056,比利时,BELGIUM", *_FRENCH),
    _country("AUT,040,奥地利,AUSTRIA", *_GERMAN),
    _country("CHE,756,瑞士,SWITZERLAND", *_GERMAN),
    _country("ESP,724,西班牙,SPAIN", *_SPANISH),
    _country("MEX,484,墨西哥,MEXICO", *_SPANISH),
    _country("CHL,152,智利,CHILE", *_SPANISH),
    _country("SAU,682,沙特阿拉伯,SAUDI ARABIA", *_ARABIC),
    _country("EGY,818,埃及,EGYPT", *_ARABIC),
    _country("RUS,643,俄罗斯,RUSSIAN FEDERATION", *_SLAVIC),
    _country("UKR,804,乌克兰,UKRAINE", *_SLAVIC),
    _country("KAZ,398,哈萨克斯坦,KAZAKHSTAN", "ABENOVSKI,KASENBEK,NURLANDI,TULEGEN", "AIGERIM,MADINA;DAULET,TIMUR"),
    _country("JPN,392,日本,JAPAN", "MORIKAWA,ASAHINO,KITAZAWA,HOSHINO,UMEZONO", "MIYU,AOI;HARUTO,SHUN,KENTA"),
    _country("KOR,410,韩国,REPUBLIC OF KOREA", "NAMGUNG,SEONU,JEGAL,HWANGBO", "SEO YEON,HA EUN;MIN JUN,JI HO"),
    _country("VNM,704,越南,VIET NAM", "NGUYEN,TRAN,LE,PHAM", "THI LAN,NGOC HA;VAN AN,MINH DUC"),
    _country("THA,764,泰国,THAILAND", "SRISOMBUN,CHAIYAWONG,RATTANAKUN", "ANONG,MALEE;SOMCHAI,NIRAN"),
    _country("IND,356,印度,INDIA", "RAMANUJAPUR,SHARDANI,VELLANKOT", "PRIYA,KAVITA DEVI;ARJUN,ROHAN"),
    _country("BRA,076,巴西,BRAZIL", "DA SERRANIA,MONTE CLARO,PEDREIRA", "BEATRIZ,LUANA;RAFAEL,JOAO PEDRO"),
    _country("ITA,380,意大利,ITALY", "MONTEBELLI,CASTELVERDE,FIORELLINI", "GIULIA,MARIA ROSA;MARCO,PAOLO"),
    _country("NGA,566,尼日利亚,NIGERIA", "ADEWUNMI,OKONJARE,BALOGBE", "AMINA,NGOZI;CHIDI,TUNDE"),
    _country("MYS,458,马来西亚,MALAYSIA", "RAHMATULLAH,TAN-LIM,SURAYANI", "SITI,MEI LING;AHMAD,HAFIZ"),
)  # fmt: skip
UTOPIA = _country("UTO,000,乌托邦,UTOPIA", *_GERMAN)


@dataclass(frozen=True, slots=True)
class Foreigner:
    """Who a document of another state is about."""

    surname: str
    given: str
    country: Country
    sex: str
    birth: date


def foreigner(chance: Chance, country: Country | None = None, youngest: int = 1) -> Foreigner:
    """Somebody of that country, or of any; at least so many years old."""
    home = country or chance.pick(COUNTRIES)
    birth = day_between(chance, date(1938, 1, 1), years_after(LATEST, -youngest) - timedelta(days=400))
    sex = chance.pick("MF")
    given = chance.pick(home.women if sex == "F" else home.men)
    return Foreigner(chance.pick(home.surnames), given, home, sex, birth)
