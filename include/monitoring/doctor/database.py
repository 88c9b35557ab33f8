"""Whether the warehouse answers, has the tables and roles this software expects, and keeps rows out of its log."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitoring.doctor.lines import Line, broken, doubtful, fine
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.settings import Settings, secret

if TYPE_CHECKING:
    from sqlalchemy import Engine

# Hosts that are reached without leaving this machine: those of Compose's own networks.
INSIDE_VARIABLE = "MONITOR_INSIDE_HOSTS"


def travel(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Whether rows leave this machine unencrypted, or to a server that has not proved its name."""
    from monitoring.warehouse import transport

    inside = [host.strip() for host in os.environ.get(INSIDE_VARIABLE, "").split(",") if host.strip()]
    for name, address in (("仓库", settings.warehouse_url), ("网页的仓库账号", secret("MONITOR_CONSOLE_URL"))):
        how = transport.travel(address, inside) if address else "inside"
        action = "在地址后加 ?sslmode=verify-full&sslrootcert=…，见 docs/deployment.md 的 Several machines"
        if how == "open":
            yield broken(f"{name}在另一台机器上，数据可能不加密传送", action, "warehouse_down.md")
        elif how == "unnamed":
            yield doubtful(f"{name}在另一台机器上，不核对它的主机名（verify-ca）", action)
        elif address:
            yield fine(f"{name}的连接" + ("不离开本机" if how == "inside" else "加密，并核对主机名"))


def warehouse(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Looks only: nothing is migrated, and a private server that was never made is not made."""
    from monitoring.warehouse import migrate, roles, server
    from monitoring.warehouse.errors import WarehouseError

    if settings.warehouse_url is None and not (layout.postgres / "cluster").exists():
        yield doubtful("还没有内置仓库", "第一次运行时建立；生产环境请设置 MONITOR_WAREHOUSE_URL_FILE")
        return
    try:
        engine = server.connect(settings, layout)
        pending = migrate.pending(engine)
    except (WarehouseError, ConfigurationError) as error:
        action = "检查 MONITOR_WAREHOUSE_URL、数据库服务和密码"
        yield broken(
            f"仓库不能使用：{error}", action, "upgrade.md" if "比本程序新" in str(error) else "warehouse_down.md"
        )
        return
    yield fine("仓库可以连接")
    if pending:
        yield broken(f"仓库缺少迁移 {'、'.join(pending)}", "monitor migrate", "upgrade.md")
        return
    yield fine("仓库的表结构是最新的")
    missing = roles.missing(engine)
    if missing:
        yield broken(f"仓库没有角色 {'、'.join(missing)}", "由管理员建立后再 monitor migrate", "upgrade.md")
    else:
        yield fine("仓库的角色齐全")
    loud = server.loud_settings(engine)
    if loud:
        yield broken(
            f"仓库的日志可能写入数据行：{'、'.join(sorted(loud))}", "按 docs/deployment.md 改正设置", "leak.md"
        )
    else:
        yield fine("仓库的日志不含数据行")
    yield _record(engine, layout)


def _record(engine: Engine, layout: Layout) -> Line:
    from monitoring.warehouse import access_chain

    found = access_chain.chain(engine)
    faults = found.faults + access_chain.against_anchors(found, layout.access_anchors)
    if faults:
        return broken(f"查看记录被改动过：{faults[0]}", "保留现状，报告负责人", "leak.md")
    return fine(f"查看记录完整，共 {len(found.hashes)} 条")
