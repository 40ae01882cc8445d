import {
	countByWeek,
	countDisplayedCopies,
	countMaterial,
	type LoggedMaterial,
	type MaterialResponse,
} from '#shared/results/material'
import type { District } from '#shared/study/study'
import { listFlaggedRecords, photosOf } from '../storage/records/material.ts'
import type { Store } from '../storage/store.ts'
import type { ColumnStore } from '../table/column-store.ts'
import type { TableQuery } from '../table/table-query.ts'
import { readRoundColumns } from './round-columns.ts'

const materialQuestions = [
	...['record_id', 'material', 'entry_type', 'item_ref', 'district', 'date'],
	...['qty', 'reach_m', 'reach_f', 'reach_t', 'reach_u', 'air_times'],
] as const
/** Maximum photos shown at once. */
const maxPhotos = 60

/**
 * Summarises the campaign material that was put up, handed out, sent and played, by district and week, with
 * the newest photos. @throws Problem `server-busy` if the client has disconnected
 */
export async function materialOfRound(
	{ reading }: Pick<Store, 'reading' | 'project'>,
	columnStore: ColumnStore,
	query: TableQuery,
	{
		districts,
		people,
		now,
		signal,
	}: {
		readonly districts: readonly District[]
		readonly people: ReadonlyMap<string, number>
		readonly now: number
		readonly signal: AbortSignal
	},
): Promise<Omit<MaterialResponse, 'at' | 'demonstration'>> {
	const { many, columns } = await readRoundColumns(columnStore, query, materialQuestions, { now, signal })
	const cell = (name: (typeof materialQuestions)[number], line: number): string => {
		const column = columns.get(name)
		return String(column?.values[column.which[line] ?? 0] ?? '')
	}
	const number = (name: (typeof materialQuestions)[number], line: number) => Number(cell(name, line)) || 0
	const entries = Array.from({ length: many }, (_, line): LoggedMaterial & { record: string } => ({
		record: cell('record_id', line),
		material: cell('material', line),
		status: cell('entry_type', line),
		code: cell('item_ref', line),
		district: cell('district', line),
		day: cell('date', line),
		copies: number('qty', line),
		times: number('air_times', line),
		reached: (['reach_m', 'reach_f', 'reach_t', 'reach_u'] as const).reduce(
			(sum, name) => sum + number(name, line),
			0,
		),
	}))
	const byDistrict = new Map<string, typeof entries>()
	for (const entry of entries) {
		const others = byDistrict.get(entry.district)
		if (others) others.push(entry)
		else byDistrict.set(entry.district, [entry])
	}
	const kinds = await listFlaggedRecords(reading, query.filter)
	const newest = [...entries].sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))
	const photos = await photosOf(
		reading,
		newest.map(({ record }) => record),
		maxPhotos,
	)
	const isSeen = (code: string) => query.filter.districts === 'all' || query.filter.districts.includes(code)
	return {
		totals: countMaterial(entries),
		displayedCopies: countDisplayedCopies(entries),
		weeks: countByWeek(entries),
		districts: districts
			.filter(({ code }) => isSeen(code))
			.map(({ code }) => {
				const own = byDistrict.get(code) ?? []
				return {
					code,
					people: people.get(code) ?? null,
					counts: countMaterial(own),
					displayedCopies: countDisplayedCopies(own),
					flaggedEntries: own.filter(({ record }) => kinds.has(record)).length,
				}
			}),
		photos: newest.flatMap(({ record, district, day, status }) =>
			(photos.get(record) ?? []).map((attachment) => ({
				record,
				attachment,
				district,
				day,
				status,
				flags: kinds.get(record) ?? [],
			})),
		),
	}
}
