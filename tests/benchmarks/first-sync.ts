import type { Bytes } from '#shared/kernel/bytes'
import type { ZilaServer } from '../walks/zila-server.ts'
import { cookieOf, inviteEnumerator, type Post } from './administrator.ts'
import { type Figure, figure } from './benchmark-result.ts'
import { cpuSeconds } from './cpu-seconds.ts'
import { enrolPhone, fetchAllNews, framesOf, householdInterviews, postBundle, sendBundles } from './fleet.ts'

const records = 9300

/**
 * Measures the first sync of a new phone for an enumerator with 9,300 records, and the opening of a desk. A
 * desk has no copy: it needs one page of the list and the coverage; paging through all records is what a
 * whole copy would take.
 */
export async function firstSyncs(
	database: string,
	server: ZilaServer,
	administrator: Post,
	processes: readonly number[],
): Promise<Figure[]> {
	const post = (body: Bytes) => postBundle(server, body)
	const { person, code } = await inviteEnumerator(administrator, 1000)
	const writer = await enrolPhone(administrator, person, code)
	await sendBundles(writer, post, await framesOf(writer, await householdInterviews(records)))
	const again = await administrator(`/api/people/${person}/invitations`, {})
	const other = await enrolPhone(administrator, person, String(again.code))

	const phone = await measured(processes, () => fetchAllNews(other, post))
	if (phone.found.revisions !== records)
		throw new Error(`a phone received ${phone.found.revisions} revisions`)
	const invited = await administrator('/api/people', {
		name: 'Sadia',
		code: 'bench-desk',
		role: 'data-manager',
		districts: 'all',
		language: 'en',
	})
	const cookie = await cookieOf(server.url, String(invited.code))
	let bytes = 0
	const get = async (path: string): Promise<{ records: { lastSeq: number }[] }> => {
		const reply = await fetch(server.url + path, { headers: { cookie } })
		if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
		const text = await reply.text()
		bytes += Buffer.byteLength(text)
		return JSON.parse(text) as { records: { lastSeq: number }[] }
	}
	const opened = await measured(processes, async () => {
		for (const path of ['me', 'study', 'coverage?round=endline', 'records']) await get(`/api/${path}`)
	})
	bytes = 0
	const paged = await measured(processes, async () => {
		let seen = 0
		for (let before = ''; ; ) {
			const page = await get(`/api/records?owner=${person}${before}`)
			seen += page.records.length
			const last = page.records.at(-1)
			if (!last) return seen
			before = `&before=${last.lastSeq}`
		}
	})
	if (paged.found !== records) throw new Error(`the desk listed ${paged.found}`)
	const of = `${database}, first sync of ${records} records`
	return [
		figure(`${of}, another phone of their author`, phone.seconds, 's'),
		figure(`${of}, another phone, both ways`, phone.found.bytes / 1e6, 'MB'),
		...cpu(`${of}, another phone: CPU of server and database`, phone.cpu),
		figure(`${database}, a new desk: coverage and the first page of the list`, opened.seconds * 1000, 'ms', {
			budget: 1000,
		}),
		figure(`${of}, a desk pages through the list`, paged.seconds, 's'),
		figure(`${of}, a desk, down`, bytes / 1e6, 'MB'),
		...cpu(`${of}, a desk: CPU of server and database`, paged.cpu),
	]
}

const cpu = (label: string, value: number): Figure[] =>
	Number.isFinite(value) ? [figure(label, value, 's')] : []

async function measured<Found>(processes: readonly number[], work: () => Promise<Found>) {
	const used = () => processes.reduce((sum, pid) => sum + (cpuSeconds(pid) ?? Number.NaN), 0)
	const before = used()
	const started = performance.now()
	const found = await work()
	return { found, seconds: (performance.now() - started) / 1000, cpu: used() - before }
}
