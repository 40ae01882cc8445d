import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { TableRowsResponse, TableSpec } from '#shared/table/table-view'
import { fetchRows } from '../../api/table-client.ts'

export type TableRowValues = TableRowsResponse['lines'][number]

export interface TableRows {
	/** Null until the first rows are loaded. */
	readonly about: Omit<TableRowsResponse, 'lines'> | null
	/** Undefined while the row is not loaded. */
	readonly line: (place: number) => TableRowValues | undefined
	readonly problem: Problem | null
	readonly isLooking: boolean
	/** Loads the visible rows. */
	readonly show: (from: number, to: number) => void
	/** Reloads, also after an error. */
	readonly refresh: () => void
}

/** Rows per request. Fewer for decrypted ones: the audit log names every record whose answers were read. */
const [linesAtATime, openedAtATime] = [100, 25]
const mostPages = 60
/** Delay in ms, so that dragging the scroll bar does not load everything in between. */
const restMs = 80

/**
 * Rows of a view, loaded in pages as they become visible. `opens`: with sealed answers, to be decrypted
 * here.
 */
export function useTableRows(spec: TableSpec, columns: readonly string[], opens: boolean): TableRows {
	const [reloadCount, setReloadCount] = useState(0)
	const [, draw] = useState(0)
	const redraw = () => draw((n) => n + 1)
	const view = JSON.stringify(spec)
	const key = JSON.stringify([view, columns, opens, reloadCount])
	const atATime = opens ? openedAtATime : linesAtATime
	const state = useRef(begun(key, view, null))
	if (state.current.key !== key)
		// with other columns it is the same view, of known length
		state.current = begun(key, view, state.current.view === view ? state.current.about : null)
	const now = state.current
	/** Reload count of the last request: only a changed one bypasses the server's snapshot. */
	const looked = useRef(0)
	async function take(page: number, isAnew: boolean): Promise<void> {
		if (now.pages.has(page) || now.asked.has(page)) return
		now.asked.add(page)
		redraw()
		try {
			const place = { from: page * atATime, many: atATime }
			const { lines, ...about } = await fetchRows({ ...spec, columns: [...columns], ...place, isAnew, opens })
			// the server has a newer snapshot: rows loaded before have another order
			if (now.about && now.about.at !== about.at) now.pages.clear()
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
			if (state.current === now) redraw()
		}
	}
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
	useEffect(() => {
		const isAnew = looked.current !== reloadCount
		looked.current = reloadCount
		void take(0, isAnew)
	}, [key])
	useEffect(() => () => clearTimeout(state.current.resting), [])
	return {
		about: now.about,
		problem: now.problem,
		isLooking: now.asked.size > 0,
		line: (place) => now.pages.get(Math.floor(place / atATime))?.[place % atATime],
		show(from, to) {
			clearTimeout(now.resting)
			now.resting = setTimeout(() => {
				const last = Math.floor(Math.max(0, to - 1) / atATime)
				for (let page = Math.floor(from / atATime); page <= last; page++) void take(page, false)
			}, restMs)
		},
		refresh: () => setReloadCount((n) => n + 1),
	}
}

const begun = (key: string, view: string, about: TableRows['about']) => ({
	key,
	view,
	about,
	pages: new Map<number, readonly TableRowValues[]>(),
	asked: new Set<number>(),
	problem: null as Problem | null,
	resting: undefined as ReturnType<typeof setTimeout> | undefined,
})
