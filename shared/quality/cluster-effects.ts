/**
 * Sums of a measure over the interviews of one enumerator in one cluster: all that the comparison needs, for
 * any number of interviews.
 */
export interface Cell {
	readonly cluster: string
	readonly person: string
	/** Assigned sex of the respondents; '' if unknown. */
	readonly sex: string
	n: number
	sum: number
	squares: number
}

/** Variance components of a measure, and the difference of each sex from their mean. */
export interface Components {
	/** Variance between interviews of one enumerator in one cluster. */
	readonly within: number
	/** Variance between clusters of a district. */
	readonly between: number
	readonly sexes: ReadonlyMap<string, number>
}

/** Estimated difference of an enumerator's interviews from those of the others in the same clusters. */
export interface Effect {
	readonly person: string
	readonly n: number
	readonly effect: number
	/** Sampling variance only; honest enumerators differ by more. */
	readonly variance: number
}

/** Separated by line breaks: a phone may have written any text as the code of a cluster. */
const keyOf = (...parts: readonly string[]): string => parts.join('\n')

export function addToCell(cells: Map<string, Cell>, at: Pick<Cell, 'cluster' | 'person' | 'sex'>, y: number) {
	const key = keyOf(at.cluster, at.person, at.sex)
	let cell = cells.get(key)
	if (!cell) {
		cell = { cluster: at.cluster, person: at.person, sex: at.sex, n: 0, sum: 0, squares: 0 }
		cells.set(key, cell)
	}
	cell.n++
	cell.sum += y
	cell.squares += y * y
}

/** Returns the means of the sexes in one district. Empty if the district has one sex only. */
export function sexMeans(cells: readonly Cell[]): Map<string, number> {
	const sums = new Map<string, { n: number; sum: number }>()
	for (const { sex, n, sum } of cells) {
		const known = sums.get(sex) ?? { n: 0, sum: 0 }
		sums.set(sex, { n: known.n + n, sum: known.sum + sum })
	}
	return sums.size < 2 ? new Map() : new Map([...sums].map(([sex, { n, sum }]) => [sex, sum / n]))
}

/** Returns the sum of squares around the means of the cells, with its degrees of freedom. */
export function withinCells(cells: readonly Cell[]): { readonly squares: number; readonly free: number } {
	let [squares, free] = [0, 0]
	for (const cell of cells) {
		squares += Math.max(0, cell.squares - cell.sum ** 2 / cell.n)
		free += cell.n - 1
	}
	return { squares, free }
}

/**
 * Estimates the variance between clusters by the method of moments, after the means of sexes and enumerators
 * are removed.
 */
export function betweenClusters(
	cells: readonly Cell[],
	{ within, sexes }: Pick<Components, 'within' | 'sexes'>,
): number {
	const people = new Map<string, { n: number; rest: number }>()
	const restOf = (cell: Cell) => cell.sum - cell.n * (sexes.get(cell.sex) ?? 0)
	for (const cell of cells) {
		const known = people.get(cell.person) ?? { n: 0, rest: 0 }
		people.set(cell.person, { n: known.n + cell.n, rest: known.rest + restOf(cell) })
	}
	const clusters = new Map<string, { n: number; rest: number }>()
	for (const cell of cells) {
		const own = people.get(cell.person) ?? { n: 1, rest: 0 }
		const known = clusters.get(cell.cluster) ?? { n: 0, rest: 0 }
		const rest = restOf(cell) - (cell.n * own.rest) / own.n
		clusters.set(cell.cluster, { n: known.n + cell.n, rest: known.rest + rest })
	}
	let [excess, size] = [0, 0]
	for (const { n, rest } of clusters.values()) {
		excess += rest ** 2 / n - within
		size += n
	}
	return clusters.size < 2 ? 0 : Math.max(0, excess / size)
}

const rounds = 12

/**
 * Estimates the enumerators' effects with random effects of the clusters (best linear unbiased prediction,
 * Henderson 1975, by backfitting). Enumerators who share a cluster are compared with each other there; an
 * enumerator with clusters of their own is compared with the district, weighted by the variance between
 * clusters. Effects are distances from the median of the team, so that one outlier does not shift the others.
 */
export function effectsOf(cells: readonly Cell[], { within, between, sexes }: Components): Effect[] {
	const rest = cells.map((cell) => cell.sum - cell.n * (sexes.get(cell.sex) ?? 0))
	const effects = new Map<string, { n: number; effect: number; rest: number }>()
	const clusters = new Map<string, { n: number; effect: number; rest: number }>()
	for (const { person, cluster } of cells) {
		effects.set(person, { n: 0, effect: 0, rest: 0 })
		clusters.set(cluster, { n: 0, effect: 0, rest: 0 })
	}
	const of = <Known>(known: Map<string, Known>, key: string) => known.get(key) as Known
	for (const { person, cluster, n } of cells) {
		of(effects, person).n += n
		of(clusters, cluster).n += n
	}
	const shrink = between > 0 ? within / between : Number.POSITIVE_INFINITY
	for (let round = 0; round < rounds; round++) {
		for (const each of effects.values()) each.rest = 0
		for (const [i, { person, cluster, n }] of cells.entries())
			of(effects, person).rest += (rest[i] ?? 0) - n * of(clusters, cluster).effect
		for (const each of effects.values()) each.effect = each.rest / each.n
		for (const each of clusters.values()) each.rest = 0
		for (const [i, { person, cluster, n }] of cells.entries())
			of(clusters, cluster).rest += (rest[i] ?? 0) - n * of(effects, person).effect
		for (const each of clusters.values()) each.effect = each.rest / (each.n + shrink)
	}
	const middle = medianOf([...effects.values()].map(({ effect }) => effect))
	const variances = new Map([...effects].map(([person, { n }]) => [person, within / n]))
	const inCluster = new Map<string, { person: string; cluster: string; n: number }>()
	for (const { person, cluster, n } of cells) {
		const key = keyOf(person, cluster)
		inCluster.set(key, { person, cluster, n: n + (inCluster.get(key)?.n ?? 0) })
	}
	for (const { person, cluster, n } of inCluster.values()) {
		const others = of(clusters, cluster).n - n
		const unknown = between === 0 ? 0 : (between * within) / (within + others * between)
		const share = n / of(effects, person).n
		variances.set(person, (variances.get(person) ?? 0) + share ** 2 * unknown)
	}
	return [...effects].map(([person, { n, effect }]) => ({
		person,
		n,
		effect: effect - middle,
		variance: variances.get(person) ?? 0,
	}))
}

export function medianOf(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b)
	const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0]
	return (low + high) / 2
}
