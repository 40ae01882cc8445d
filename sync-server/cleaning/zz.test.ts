import { expect, test } from 'vitest'
import { sqliteEngine } from '../storage/sqlite-engine.ts'
import { serverForTests } from '../../tests/desk-for-tests.ts'
import { enrolledPhone, rewritten } from '../../tests/phone-for-tests.ts'
import { engines } from '../../tests/fresh-engines.ts'
import { loadInstrument } from '../../tests/instruments-for-tests.ts'
import { nodesOf } from '#shared/forms/form-nodes'
import { plantRound } from '#shared/testing/planted-round'
import { sql } from 'kysely'
void sqliteEngine
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const planted = plantRound({ seed: 8, round: 'endline', districts: ['PK607'], perDistrict: 300, pathOf, habitOf: () => 'plain' as const })
test.each(engines)('measure %s', async (name, fresh) => {
	const server = await serverForTests(await fresh())
	const manager = await server.desk('data-manager')
	const { phone, post } = await enrolledPhone(server, { districts: ['PK607'] })
	const edits = planted.flatMap(({ interviews }) => interviews).map(({ answers, finishedAt }) => rewritten(phone.edit(phone.newRecord(), Object.fromEntries(answers)), { at: { wall: new Date(finishedAt).toISOString(), tz: 300, off: 0 } }))
	for (let at = 0; at < edits.length; at += 100) await phone.sync(post, edits.slice(at, at + 100))
	const db = server.store.db as any
	// copies of the rows: 9,300 records
	const rows = await db.selectFrom('record').selectAll().execute()
	for (let i = 1; i < 31; i++) {
		const some = rows.map((r: any, k: number) => ({ ...r, id: `${r.id}${i}`, first_seq: Number(r.first_seq) + i * 1000 + k, last_seq: Number(r.last_seq) + i * 1000 }))
		for (let at = 0; at < some.length; at += 100) await db.insertInto('record').values(some.slice(at, at + 100)).execute()
	}
	const n = (await db.selectFrom('record').select(({ fn }: any) => fn.countAll().as('n')).executeTakeFirst()).n
	const size = pathOf('hh_size')
	const keep = (id: string, holds: string) => manager.post('/api/rules', { id, form: 'household', isOn: true, name: id, message: 'm', question: size, holds, into: { kind: 'expression', value: '${hh_size} - 1' } })
	for (let r = 0; r < 10; r++) expect((await keep(`r${r}`, `\${hh_size} <= ${9 + r}`)).status).toBe(200)
	const until = async () => {
		const began = performance.now(); let first = 0; let longest = 0
		for (;;) {
			const t = performance.now()
			const { body } = await manager.get('/api/rules?form=household&round=endline') as any
			const took = performance.now() - t
			first ||= took; longest = Math.max(longest, took)
			if (body.behind === 0) return { all: Math.round(performance.now() - began), first: Math.round(first), longest: Math.round(longest), open: body.rules.map((x: any) => x.open).join(' ') }
			const t2 = performance.now(); await manager.get('/api/me'); longestMe = Math.max(longestMe, performance.now() - t2)
		}
	}
	let longestMe = 0
	const out: any = { name, n, whole: await until(), again: await until() }
	out.me = Math.round(longestMe)
	await db.updateTable('record').set({ ruled: 0 }).where('id', 'in', rows.slice(0, 200).map((r: any) => r.id)).execute()
	out.batchOf200 = await until()
	const t = performance.now(); await manager.get('/api/rules/broken?form=household&round=endline'); out.page = Math.round(performance.now() - t)
	;(await import('node:fs')).appendFileSync('/tmp/measured.txt', JSON.stringify(out) + '\n')
	await server.close()
	void sql
}, 600_000)
