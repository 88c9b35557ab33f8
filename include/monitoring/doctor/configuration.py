"""Whether contracts, rules, parameters, suites and the connections they name can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitoring.contracts import Contract, load_contracts, load_fields, load_roles
from monitoring.doctor.lines import Line, broken, doubtful, fine
from monitoring.errors import ConfigurationError
from monitoring.failures import describe
from monitoring.indicator_files import load_indicators
from monitoring.layout import Layout
from monitoring.parameter_tables import load_parameter_tables
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.reason_codes import load_reason_codes
from monitoring.rule_files import load_rules
from monitoring.settings import Settings
from monitoring.sources import connection
from monitoring.sources.errors import NoConnection
from monitoring.townships import load_townships
from monitoring.validation.suites import suite_of

_RUNBOOK = "configuration.md"


def configuration(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Every file a month is computed by, loaded as the stages load it."""
    include, contracts = settings.include, settings.contracts
    for title, load in (
        ("契约", lambda: len(load_contracts(contracts))),
        ("角色和标准列", lambda: len(load_roles(contracts)) + len(load_fields(contracts))),
        ("规则", lambda: len(load_rules(settings.sql / "rules"))),
        ("指标", lambda: len(load_indicators(settings.sql / "indicators"))),
        ("参数", lambda: len(_parameters(settings))),
        ("参数表", lambda: len(load_parameter_tables(settings.parameters))),
        ("检查", lambda: _suites(settings)),
        ("原因代码", lambda: len(load_reason_codes(include / "reason_codes.yml"))),
        ("乡镇名录", lambda: len(load_townships(settings.townships, settings.county) or [])),
    ):
        yield _loaded(title, load)


def sources(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Connections that contracts name; only those given as environment variables can be looked at from here."""
    named = sorted({source.connection for c in _readable_contracts(settings) if (source := c.delivery.source)})
    for name in named:
        try:
            connection.from_environment(name)
        except NoConnection:
            yield doubtful(f"连接 {name} 不在环境变量中", "如果已在 Airflow 中建立，不必处理；否则建立它")
        except ConfigurationError as error:
            yield broken(f"连接 {name}：{error}", "改正该环境变量", "source_unavailable.md")
        else:
            yield fine(f"连接 {name}")
    if not named:
        yield fine("所有数据都从投递目录取，不需要连接")


def _loaded(title: str, load: Callable[[], int]) -> Line:
    try:
        count = load()
    except (ConfigurationError, OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        return broken(f"{title}不能使用：{describe(error).message}", "改正该文件，make test 会再查一遍", _RUNBOOK)
    if not count:
        if title == "乡镇名录":
            return doubtful("没有乡镇名录，不检查乡镇是否存在", "在 include/townships 中加入本县的名录")
        return broken(f"没有{title}", "检查 MONITOR_INCLUDE 和 MONITOR_EXPECTATIONS", _RUNBOOK)
    return fine(f"{title} {count} 项")


def _parameters(settings: Settings) -> dict[str, object]:
    """Those of a month far enough ahead that every value written down has come into force."""
    parameters = load_parameters(settings.parameters)
    return dict(parameters.in_force(parameters.as_of(Period(9999, 1), settings.county), settings.county))


def _suites(settings: Settings) -> int:
    return sum(len(suite_of(c, settings.expectations)) for c in load_contracts(settings.contracts).values())


def _readable_contracts(settings: Settings) -> list[Contract]:
    try:
        return list(load_contracts(settings.contracts).values())
    except ConfigurationError:  # said by `configuration` already
        return []
