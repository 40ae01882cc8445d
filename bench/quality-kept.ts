import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Round, readDistricts } from '#shared/campaign/campaign'
import { dayOf } from '#shared/campaign/campaign-day'
import { nodesOf } from '#shared/forms/form-nodes'
import { factsVersion } from '#shared/quality/household-facts'
import { writePacked } from '#shared/quality/packed-answers'
import { roundThresholdsWith } from '#shared/quality/round-thresholds'
import { plantRound, seenPlanted } from '#shared/testing/planted-round'
import { compareInterviews } from '../sync-server/quality/compare-interviews.ts'
import { createLookingOver } from '../sync-server/quality/look-over-round.ts'
import type { InterviewRow } from '../sync-server/storage/interview-table.ts'
import { openStore } from '../sync-server/storage/open-store.ts'
import { sqliteEngine } from '../sync-server/storage/sqlite-engine.ts'
import { charted } from '../sync-server/sync/understand-interview.ts'
import { loadInstrument } from '../tests/instruments-for-tests.ts'
import { type Figure, figure } from './figures.ts'

const many = Number(process.env.QUALITY_INTERVIEWS ?? '100000')
/** As many as one person makes in a round. */
const perPerson = 75
const limits = roundThresholdsWith()
const round: Round = { code: 'endline', name: { en: 'Endline' }, state: 'open', demonstration: false }

/** What the desk waits for in a round of ten times the size, on SQLite, with the interviews compared but for the newest. */
export async function measure(): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'zila-quality-'))
	const store = await openStore({
		...{ engine: sqliteEngine(join(folder, 'zila.sqlite')), project: 'pk31', now: () => Date.now() },
	})
	try {
		const rows = madeRows()
		for (let at = 0; at < rows.length; at += 5000)
			await store.write((session) => session.saveInterviews(rows.slice(at, at + 5000), []))
		await store.db.updateTable('interview').set({ compared: 1 }).execute()
		const newest = rows.slice(-50).map((row) => row.record)
		await store.db.updateTable('interview').set({ compared: 0 }).where('record', 'in', newest).execute()
		const took = async (work: () => Promise<unknown>): Promise<{ ms: number; stillMs: number }> => {
			let [last, stillMs] = [performance.now(), 0]
			const look = () => {
				stillMs = Math.max(stillMs, performance.now() - last)
				last = performance.now()
			}
			const timer = setInterval(look, 1)
			const from = performance.now()
			await work()
			const ms = performance.now() - from
			await new Promise((done) => setTimeout(done, 20))
			clearInterval(timer)
			return { ms, stillMs }
		}
		const compared = await took(() =>
			compareInterviews(store, { leastItems: limits.q09LeastItems, most: 50 }),
		)
		const { lookOver: look } = createLookingOver({ store, campaign: { offsetMinutes: 300 }, limits })
		const whole = () => look(round, () => true)
		const first = await took(whole)
		const all = await took(async () => {
			while ((await whole()).behind > 0);
		})
		const again = await took(whole)
		const [changed] = rows
		if (changed) await store.write((session) => session.saveInterviews([{ ...changed, person: 'x' }], []))
		const after = await took(whole)
		const one = await took(() => look(round, (district) => district === changed?.district))
		return [
			figure('interviews', rows.length, ''),
			figure('50 new interviews against all', compared.ms, 'ms'),
			figure('new against all: longest in which nobody is answered', compared.stillMs, 'ms'),
			figure('the whole round is asked for first', first.ms, 'ms'),
			figure('asked for first: longest in which nobody is answered', first.stillMs, 'ms'),
			figure('until all of it is looked over', all.ms, 'ms'),
			figure('until all of it is looked over: longest in which nobody is answered', all.stillMs, 'ms'),
			figure('the whole round, nothing has changed', again.ms, 'ms'),
			figure('the whole round, one interview has changed', after.ms, 'ms'),
			figure('that district alone', one.ms, 'ms'),
		]
	} finally {
		await store.close()
		rmSync(folder, { recursive: true })
	}
}

function madeRows(): InterviewRow[] {
	const districts = readDistricts(readFileSync('shared/campaign/districts.csv', 'utf8')).map(
		({ code }) => code,
	)
	const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
	const planted = plantRound({
		...{ seed: 31, round: round.code, districts, perDistrict: Math.ceil(many / districts.length) },
		habitOf: () => 'plain',
		pathOf: (name) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name,
	})
	return [...seenPlanted(planted, paths, () => null)].flatMap(([district, own]) =>
		own.map(({ record, person, cluster, packed, likeness, ...facts }): InterviewRow => {
			const [, nth] = record.split(' ')
			return {
				...{ record, round: round.code, district, cluster, demonstration: 0, made: factsVersion },
				person: `${person} ${Math.floor(Number(nth) / perPerson)}`,
				finished: new Date(facts.finishedAt).toISOString(),
				...{ facts: JSON.stringify(facts), answers: writePacked(packed) },
				...{ done_on: dayOf(facts.finishedAt), ...charted(facts) },
			}
		}),
	)
}
