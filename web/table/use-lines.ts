import { useEffect, useRef, useState } from 'react'
import type { LinesFound, TableSpec } from '#shared/export/table-view'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { linesOf } from '../sync/table-client.ts'

export type Line = LinesFound['lines'][number]

export interface Lines {
	/** Null until the first are here. */
	readonly about: Omit<LinesFound, 'lines'> | null
	/** Undefined while it is not here. */
	readonly line: (place: number) => Line | undefined
	readonly problem: Problem | null
	readonly isLooking: boolean
	/** These are in sight. */
	readonly show: (from: number, to: number) => void
	readonly lookAnew: () => void
}

const linesAtATime = 100
const mostPages = 60
/** Who pulls the bar to the end does not ask for all that lies between. */
const restMs = 80

/** The lines of a view, a stretch at a time as they come into sight. */
export function useLines(spec: TableSpec, columns: readonly string[]): Lines {
	const [turn, setTurn] = useState(0)
	const key = JSON.stringify([spec, columns, turn])
	const [, redraw] = useState(0)
	const state = useRef(begun(key))
	if (state.current.key !== key) state.current = begun(key)
	const now = state.current
	const asked = { ...spec, columns: [...columns] }
	async function take(page: number, isAnew: boolean): Promise<void> {
		if (now.pages.has(page) || now.asked.has(page)) return
		now.asked.add(page)
		now.waiting++
		redraw((n) => n + 1)
		try {
			const place = { from: page * linesAtATime, many: linesAtATime }
			const { lines, ...about } = await linesOf({ ...asked, ...place, isAnew })
			now.about = about
			now.pages.set(page, lines)
			now.problem = null
			for (const oldest of now.pages.keys()) {
				if (now.pages.size <= mostPages) break
				now.pages.delete(oldest)
			}
		} catch (thrown) {
			now.problem = asProblem(thrown)
		} finally {
			now.asked.delete(page)
			now.waiting--
			if (state.current === now) redraw((n) => n + 1)
		}
	}
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
	useEffect(() => void take(0, turn > 0), [key])
	useEffect(() => () => clearTimeout(state.current.resting), [])
	return {
		...{ about: now.about, problem: now.problem, isLooking: now.about === null && now.waiting > 0 },
		line: (place) => now.pages.get(Math.floor(place / linesAtATime))?.[place % linesAtATime],
		show(from, to) {
			clearTimeout(now.resting)
			now.resting = setTimeout(() => {
				const last = Math.floor(Math.max(0, to - 1) / linesAtATime)
				for (let page = Math.floor(from / linesAtATime); page <= last; page++) void take(page, false)
			}, restMs)
		},
		lookAnew: () => setTurn((n) => n + 1),
	}
}

const begun = (key: string) => ({
	key,
	about: null as Lines['about'],
	pages: new Map<number, readonly Line[]>(),
	asked: new Set<number>(),
	waiting: 0,
	problem: null as Problem | null,
	resting: undefined as ReturnType<typeof setTimeout> | undefined,
})
