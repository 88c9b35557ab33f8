"""How one department writes down people: numbers and names in the forms that really arrive."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import Month
from monitoring.simulator.ids import old_form
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.table import Array, Table
from monitoring.simulator.world import World

NAME_RULE = "conflict.name"
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_BORN_1900, _BORN_2000 = 19_000_000, 20_000_000
_NATURAL_SLIPS = 0.00002


class View:
    """One dataset in one month. wrong_names: how many people's names are to be delivered wrongly on purpose."""

    def __init__(self, world: World, dataset: str, wrong_names: int = 0, increment: bool = False) -> None:
        self.world = world
        self.dataset = dataset
        self.rng = world.rng("view", dataset)
        self._wrong_names = wrong_names
        self._increment = increment

    @property
    def people(self) -> Table:
        """Everybody."""
        return self.world.people

    @property
    def month(self) -> Month:
        """The delivered month."""
        return self.world.month

    def sheet(self, columns: dict[str, pa.Array], repeats: bool = True) -> Sheet:
        """The dataset's sheet."""
        return Sheet(self.dataset, columns, repeats)

    def number(self, who: Array, old: float = 0.0) -> pa.Array:
        """Citizen numbers; some full-width, in lower case, with blanks; a share of old people in 15 digits."""
        texts = self._taken(self.world.ids, who)
        luck = self.rng.random(len(who))
        rows = np.flatnonzero((luck < 0.045 + old) & (who >= 0))
        birth = self.people["birth_ymd"][who[rows]]
        aged = (birth >= _BORN_1900) & (birth < _BORN_2000) & (self.world.ages[who[rows]] >= 65)
        plain = texts.take(pa.array(rows)).to_pylist()
        written = [_written(t, u, a) for t, u, a in zip(plain, luck[rows].tolist(), aged.tolist(), strict=True)]
        return tx.put(texts, rows, written)

    def name(self, who: Array, loses_rare: bool = False) -> pa.Array:
        """Names beside numbers: harmless spellings, and the wrong names that this dataset holds."""
        texts = self._taken(self.world.names, who)
        texts = self._spelled(texts, who)
        if loses_rare:
            pattern = "[" + "".join(sorted(names.RARE)) + "]"
            rows = np.flatnonzero(
                pc.match_substring_regex(texts, pattern).fill_null(False).to_numpy(zero_copy_only=False)
            )
            lost = [names.with_lost_character(t, i) for i, t in enumerate(texts.take(pa.array(rows)).to_pylist())]
            texts = tx.put(texts, rows, lost)
        faults = self._faults(who)
        rows = np.flatnonzero(np.isin(who, np.array(sorted(faults), dtype=np.int64)))
        wrong = {int(person) for person in who[rows]}
        self.world.misnamed_now |= wrong
        if self._increment:
            self.world.misnamed_for_good |= wrong
        return tx.put(texts, rows, [faults[int(person)] for person in who[rows]])

    def register_name(self, who: Array) -> pa.Array:
        """Names of the register itself, a few of them with stray blanks."""
        texts = self._taken(self.world.names, who)
        rows = np.flatnonzero(self.rng.random(len(who)) < 0.001)
        plain = texts.take(pa.array(rows)).to_pylist()
        return tx.put(texts, rows, [names.written_differently(name, 1) for name in plain])

    def plain_name(self, who: Array) -> pa.Array:
        """Names that stand in a row without belonging to its number."""
        return self._taken(self.world.names, who)

    def phone(self, who: Array, share: float = 0.9) -> pa.Array:
        """Telephones of those grown up, as far as they are known."""
        known = (self.world.ages[who] >= 15) & (self.people["phone"][who] % 100 < share * 100)
        return tx.only_where(tx.integers(self.people["phone"][who]), known)

    def place(self, who: Array) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Village code, township and village of these people's register households."""
        return self.village(self.world.households["village"][self.people["household"][who]])

    def village(self, positions: Array) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Code, township and name of these villages."""
        known = self.world.villages
        return (
            tx.pick([v.code for v in known], positions),
            tx.pick([v.township for v in known], positions),
            tx.pick([v.name for v in known], positions),
        )

    def _taken(self, pool: pa.Array, who: Array) -> pa.Array:
        return pool.take(pa.array(np.maximum(who, 0).astype(np.int64), mask=who < 0))

    def _spelled(self, texts: pa.Array, who: Array) -> pa.Array:
        rows = np.flatnonzero((self.rng.random(len(who)) < 0.006) & (who >= 0))
        if len(rows) == 0 and len(who):
            rows = np.flatnonzero(who >= 0)[:1]
        choices = self.rng.integers(0, 84, len(rows)).tolist()
        plain = texts.take(pa.array(rows)).to_pylist()
        if self._wrong_names:
            seen = self.people["in_register"][who[rows]]
            for person in self.world.person_texts(who[rows][seen][:3]):
                self.world.lookalikes[NAME_RULE, person] = "姓名只在空格、全角或间隔符上不同"
        return tx.put(texts, rows, [names.written_differently(t, c) for t, c in zip(plain, choices, strict=True)])

    def _faults(self, who: Array) -> dict[int, str]:
        """Wrong names of this dataset, with this month's new ones: deliberate ones and the odd slip."""
        faults = self.world.misnamed.setdefault(self.dataset, {})
        candidates = who[(who >= 0)]
        candidates = candidates[self.people["in_register"][candidates]]
        slips = int(self.rng.poisson(len(candidates) * _NATURAL_SLIPS))
        wanted = self.rng.permutation(len(candidates))[: 3 * (slips + self._wrong_names)]
        fresh = [p for p in dict.fromkeys(candidates[wanted].tolist()) if p not in faults][: slips + self._wrong_names]
        right = self.plain_name(np.array(fresh, dtype=np.int64)).to_pylist()
        for place, (person, name) in enumerate(zip(fresh, right, strict=True)):
            faults[person] = names.another_name(name, place * 5 + person % 2)
        deliberate = np.array(fresh[: self._wrong_names], dtype=np.int64)
        self.world.planted_now |= {(NAME_RULE, text) for text in self.world.person_texts(deliberate)}
        return faults


def _written(text: str, luck: float, aged: bool) -> str:
    if luck < 0.012:
        return text.translate(_FULL_WIDTH)
    if luck < 0.024:
        return (text + " ", " " + text, text + "　", text[:6] + " " + text[6:])[int(luck * 1e6) % 4]
    if luck < 0.027:
        return ("'" + text, "\t" + text)[int(luck * 1e6) % 2]
    if luck < 0.045:
        return text.replace("X", "x")
    return old_form(text) if aged else text
