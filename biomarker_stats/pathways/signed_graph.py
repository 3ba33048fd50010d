"""Which way each node of a signed graph goes when others are held: signs multiplied along every simple path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.pathways.feedback_spec import Edge, Level, Predicted
from biomarker_stats.terms import nearest
from biomarker_stats.wording import listing

MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """Which way one node goes, with a shortest path that raises it and one that lowers it (empty where none does)."""

    node: str
    direction: Predicted
    raised_by: tuple[Edge, ...] = ()
    lowered_by: tuple[Edge, ...] = ()
    held: bool = False

    @property
    def words(self) -> str:
        """The direction and why, in words."""
        if self.held:
            return "held" if self.direction == "unchanged" else f"held {self.direction}"
        if self.direction == "unchanged":
            return "unchanged: no path leads to it"
        up, down = (chain(path) for path in (self.raised_by, self.lowered_by))
        if self.direction == "ambiguous":
            return f"ambiguous: up by {up}; down by {down}"
        return f"{self.direction} by {up or down}"

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled([(self.node, self.words)])


def chain(path: tuple[Edge, ...]) -> str:
    """Return a path as a reader writes it.

    >>> chain((Edge(parent="mTORC1", child="S6K", sign="+", source="x"),))
    'mTORC1 → S6K'
    """
    return "".join([path[0].parent, *(edge.name.removeprefix(edge.parent) for edge in path)]) if path else ""


def propagate(
    edges: tuple[Edge, ...],
    nodes: tuple[str, ...],
    *,
    clamps: Mapping[str, Level],
    versus: Mapping[str, Level] | None = None,
) -> dict[str, Prediction]:
    """Return the direction of every node when ``clamps`` hold, against when ``versus`` holds.

    A clamped node is cut from its parents. One that both hold alike does not change; every other one goes its own way
    and starts paths. A node goes up (down) if the signs along every simple path to it from such a start, through nodes
    that are not clamped, say so; where paths say both it is ambiguous; where there is none it is unchanged. A negative
    loop that a path passes damps its effect but does not turn it, as long as what the path leaves aside is stable
    (Levins's loop analysis).

    Args:
        edges: the signed edges.
        nodes: every node.
        clamps: the nodes held, and where.
        versus: the same of what is compared with; each must be held in ``clamps`` too.

    Raises:
        UsageError: an unknown node, or one that only ``versus`` holds.
        ExactTooLarge: more than 200,000 steps along paths.

    References: Levins R (1974), Ann N Y Acad Sci 231:123-138; Samaga R, Klamt S (2013), Cell Commun Signal 11:43.

    >>> edges = (Edge(parent="mTORC1", child="S6K", sign="+", source="x"),)
    >>> propagate(edges, ("mTORC1", "S6K"), clamps={"mTORC1": "down"})["S6K"].words
    'down by mTORC1 → S6K'
    """
    base = dict(versus or {})
    check_clamps(nodes, clamps, base)
    starts = {node: 1 if level == "up" else -1 for node, level in clamps.items() if base.get(node) != level}
    children: dict[str, list[Edge]] = {node: [] for node in nodes}
    for edge in edges:
        if edge.child not in clamps:
            children[edge.parent].append(edge)
    found: dict[tuple[str, int], tuple[Edge, ...]] = {}
    for path, sign in _paths(children, starts):
        key = (path[-1].child, sign)
        if key not in found or len(path) < len(found[key]):
            found[key] = path
    return {node: _prediction(node, found, clamps, starts) for node in nodes}


def _paths(children: Mapping[str, list[Edge]], starts: Mapping[str, int]) -> Iterator[tuple[tuple[Edge, ...], int]]:
    """Yield every simple path from a start, with the sign of its effect."""
    waiting: list[tuple[str, tuple[Edge, ...], int, frozenset[str]]] = [
        (node, (), sign, frozenset([node])) for node, sign in starts.items()
    ]
    steps = 0
    while waiting:
        node, path, sign, seen = waiting.pop()
        for edge in children[node]:
            steps += 1
            if steps > MOST_STEPS:
                msg = f"the graph has more than {MOST_STEPS:,} steps along its paths — leave out nodes or edges"
                raise ExactTooLarge(msg)
            if edge.child not in seen:
                further = (*path, edge), sign if edge.sign == "+" else -sign
                yield further
                waiting.append((edge.child, *further, seen | {edge.child}))


def _prediction(
    node: str, found: Mapping[tuple[str, int], tuple[Edge, ...]], clamps: Mapping[str, Level], starts: Mapping[str, int]
) -> Prediction:
    if node in clamps:
        return Prediction(node=node, direction=clamps[node] if node in starts else "unchanged", held=True)
    up, down = found.get((node, 1), ()), found.get((node, -1), ())
    direction: Predicted = "ambiguous" if up and down else "up" if up else "down" if down else "unchanged"
    return Prediction(node=node, direction=direction, raised_by=up, lowered_by=down)


def check_clamps(nodes: tuple[str, ...], clamps: Mapping[str, Level], versus: Mapping[str, Level]) -> None:
    """Refuse what signs cannot compare.

    Raises:
        UsageError: an unknown node, or one that only ``versus`` holds.
    """
    for node in (*clamps, *versus):
        if node not in nodes:
            msg = f"the graph has no node {node!r}{nearest(str(node), nodes)}"
            raise UsageError(msg)
    released = [node for node in versus if node not in clamps]
    if released:
        msg = (
            f"only versus holds {listing(released)}: what happens when a node is let go is not a matter of signs — "
            "give both what they share, and versus nothing more"
        )
        raise UsageError(msg)
