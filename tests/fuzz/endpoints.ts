import type { InjectOptions } from 'fastify'
import { apiRoutes } from '#shared/api/all-routes'
import { auditLogApi } from '#shared/api/audit-log'
import { listAudioTexts } from '#shared/audio/audio-texts'
import { toBase64url, utf8 } from '#shared/kernel/bytes'
import { canonicalJson } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { isPhoneRole, type Role, roles } from '#shared/people/roles'
import { attachmentHeaders, signedBytes, uploadOf } from '#shared/sync/attachment-upload'
import { audioHeaders } from '#shared/sync/audio'
import { createRateLimiter } from '../../sync-server/http/rate-limit.ts'
import { invite } from '../../sync-server/people/invitations.ts'
import { type Desk, serverForTests } from '../helpers/desk-server.ts'
import { type Place, placeIn } from '../helpers/district-fixture.ts'
import { phoneQuestion } from '../helpers/identifier.ts'
import { enrolledPhone } from '../helpers/phone.ts'
import { routesOf } from '../helpers/routes.ts'
import { anyJson, anyText, mutatedBytes, mutatedJson } from './mutate.ts'

type FreshEngine = Parameters<typeof serverForTests>[0]

const tableSpec = {
	form: 'household',
	round: 'endline',
	values: 'codes',
	table: 'household',
	filter: "seq gt 0 and not contains(record_id,'x')",
	search: 'a',
	sort: { column: 'started', isDescending: true },
}
/** Valid values, which are then mutated. `$record` and similar placeholders stand for existing ids. */
const importRequest = {
	round: 'baseline',
	withoutFaults: true,
	header: ['key', 'day', 'zila', 'contact', 'by'],
	mapping: {
		form: 'household',
		version: 1,
		id: ['key'],
		time: 'day',
		district: 'zila',
		interviewer: 'by',
		repeats: {},
		blanks: ['-99'],
		days: 'day-first',
		questions: { 'a_visit/door/contact': { columns: ['contact'], values: { 'no one': 'nobody' } } },
	},
	lines: [{ at: 2, cells: ['k', '2023-01-15', 'PK607', 'no one', 'ali'] }],
}
const bodies: Readonly<Record<string, object>> = {
	'POST /api/sign-in': { code: 'somebody', password: 'several plain words', twoFactorCode: '123456' },
	'POST /api/sign-in-with-code': { invitation: 'AAAAA-AAAAA', password: 'several plain words' },
	'POST /api/sessions/end': { id: 'x' },
	'POST /api/password': { now: 'wrong words for it', next: 'tractor onion lamp' },
	'POST /api/two-factor/enable': { secret: 'A'.repeat(32), password: 'x', code: '000000' },
	'POST /api/two-factor/disable': { password: 'x', code: '000000' },
	'POST /api/two-factor/backup-codes': { password: 'x', code: '000000' },
	'POST /api/people': { name: 'N', code: 'nn', role: 'enumerator', districts: ['PK607'], language: 'ur' },
	'POST /api/people/import': {
		people: [
			{
				name: 'N',
				code: 'nn',
				role: 'enumerator',
				districts: ['PK607'],
				language: 'ur',
				sex: 'female',
				team: 'A',
			},
		],
		teams: [{ name: 'A', supervisor: null }],
	},
	'POST /api/people/invitations': { people: ['$person'] },
	'POST /api/people/:id/activation': { isActive: true },
	'POST /api/devices/:id/activation': { isActive: true, withCopies: true },
	'POST /api/forms/:id/state': { state: 'open' },
	'POST /api/forms/:id/assignment': { assigned: { districts: ['PK607'], teams: [] } },
	'POST /api/forms': {
		name: 'f',
		sheets: [
			{
				name: 'survey',
				header: ['type', 'name', 'label'],
				rows: [
					{ line: 2, cells: ['integer', 'age', 'Age'] },
					{ line: 3, cells: ['text', 'note', '${age}'] },
				],
			},
		],
	},
	'POST /api/forms/:id/audio': { language: 'bal', text: '$spoken', sound: 'T2dnUw==' },
	'POST /api/forms/:id/audio/confirm': { language: 'bal', text: '$spoken', hash: '0'.repeat(64) },
	'POST /api/records/:id/conflicts': { conflict: '$conflict', value: 2, why: 'asked' },
	'POST /api/records/:id/review': {
		kind: 'return',
		seen: '$seen',
		why: '',
		notes: [{ about: '', text: 't' }],
	},
	'POST /api/review/bulk': { kind: 'approve', records: [{ id: '$record', lastSeq: 1 }] },
	'POST /api/records/:id/identifiers/reveal': { question: phoneQuestion },
	'POST /api/bulk-edits': {
		kind: 'edit',
		bulkEditId: 'c',
		why: 'asked',
		records: [{ id: '$record', changes: [{ path: 'age', before: 1, after: 2 }], hides: ['*'] }],
	},
	'POST /api/bulk-edits/preview': {
		form: 'household',
		round: 'endline',
		question: 'b_household/roster/hh_size',
		where: '${hh_size} > 8 and not(selected(${help_which}, "x"))',
		into: { kind: 'expression', value: '${hh_size} - 1' },
	},
	'POST /api/edit-files/columns': { form: 'household', header: ['record_id', 'taken_from', 'hh_size'] },
	'POST /api/edit-files/preview': {
		form: 'household',
		round: 'endline',
		header: ['record_id', 'taken_from', 'hh_size'],
		lines: [{ at: 2, cells: ['$record', '1-AAAAAAAA', '3'] }],
	},
	'POST /api/import/dry-run': importRequest,
	'POST /api/import': { ...importRequest, id: '$rule', file: 'f.csv', status: 'approved' },
	'POST /api/bulk-edits/self-conflicts': { form: 'household', round: 'endline' },
	'POST /api/bulk-edits/texts': {
		form: 'household',
		round: 'endline',
		question: 'h_help/help_known/help_other',
	},
	'POST /api/rules': {
		id: '$rule',
		form: 'household',
		isOn: true,
		instead: 1,
		name: 'n',
		message: 'm',
		question: 'b_household/roster/hh_size',
		holds: '${hh_size} < 3',
		into: { kind: 'expression', value: '${hh_size} - 1' },
	},
	'POST /api/rules/try': {
		form: 'household',
		round: 'endline',
		name: 'n',
		message: 'm',
		question: 'b_household/roster/hh_size',
		holds: '${hh_size} < 3 or selected(${help_which}, "x")',
		into: { kind: 'answer', value: 3 },
	},
	'POST /api/rules/acceptances': {
		kind: 'right',
		why: 'asked',
		places: [{ id: '$record', rule: '$rule', path: 'b_household/roster/hh_size', reads: [] }],
	},
	'POST /api/releases': {
		name: 'r',
		notes: '',
		kind: 'clean',
		values: 'codes',
		mark: false,
		approvedOnly: false,
		form: 'household',
		round: 'endline',
		districts: ['PK607'],
		where: '${hh_size} > 3',
	},
	'POST /api/releases/:id/verification': {},
	'POST /api/releases/:id/supersede': { by: '', why: 'w' },
	'POST /api/export-jobs': { of: 'export', form: 'household', round: 'endline', values: 'codes' },
	'POST /api/api-keys': { name: 'n', form: 'household', round: null, days: 7 },
	'POST /api/indicators': {
		id: 'X',
		isOn: true,
		instead: 0,
		label: { en: 'x' },
		kind: 'mean',
		notAsked: 'is-out',
		base: "${consent} = 'yes'",
		says: 'if(${age} > 40, 1, count-selected(${signs}))',
	},
	'POST /api/indicators/try': {
		round: 'endline',
		label: { en: 'x' },
		kind: 'share',
		notAsked: 'is-no',
		base: "${result} = 'complete'",
		says: "regex(${help_other}, '[a-z]+') or ${age} div 2 > 9",
	},
	'POST /api/weights': { round: 'endline' },
	'POST /api/weights/verification': { round: 'endline', n: 1 },
	'POST /api/weights/files': {
		round: 'endline',
		kind: 'census',
		source: 's',
		csv: 'district,sex,people\nPK607,male,10\nPK607,female,9\n',
	},
	'POST /api/themes': {
		id: 'x',
		isOn: true,
		instead: 0,
		label: { en: 'x' },
		place: 3,
		belongs: 'b',
		notBelongs: '',
	},
	'POST /api/transcripts/:id/codings': {
		record: '$record',
		path: 'talk/circle/turns/@a/t_note',
		textDigest: 'x',
		themes: ['trust'],
		isQuote: true,
		memo: 'm',
	},
	'POST /api/table/rows': {
		...tableSpec,
		columns: ['record_id', 'age'],
		from: 0,
		many: 20,
		isAnew: false,
		opens: false,
	},
	'POST /api/table/column-summary': { ...tableSpec, column: 'record_status' },
	'POST /api/table/views': { ...tableSpec, name: 'v', columns: ['record_id'] },
	'POST /api/step-up': { password: 'wrong words', code: '' },
	'POST /api/form-proposals/:id/decisions': { decision: 'reject', why: 'w' },
	'POST /api/recovery-key': {},
	'POST /api/clock': { seen: '2026-01-15T00:00:00.000Z' },
	'POST /api/recovery-key/verification': { text: 'AAAA AAAA' },
	'POST /api/records/:id/erase': { code: '$code', reason: 'wrong' },
	'POST /api/role-keys/:id/decisions': { decision: 'reject' },
	'POST /api/lead-approvals/:id/decisions': { decision: 'reject' },
	'POST /api/role-keys': { publicKey: 'A'.repeat(87), wrapped: 'AAAA' },
	'POST /api/field-contacts': {
		entries: [
			{
				district: 'PK607',
				kind: 'lead',
				name: 'N',
				what: '',
				phone: '15',
				hours: '',
				checkedOn: '2026-01-10',
			},
		],
	},
	'POST /api/messages': { districts: ['PK607'], text: { en: 'Rain', ur: 'x' }, until: '2026-01-12' },
	'POST /api/boundaries': {
		attribution: 'a',
		disclaimer: 'd',
		shapes: [
			{
				district: 'PK607',
				rings: [
					[
						[70, 30],
						[71, 30],
						[71, 31],
					],
				],
			},
		],
	},
	'POST /api/sample': {
		round: 'endline',
		clusters: [{ cluster: 'PK607-02', area: 'rural', lines: [{ household: 1, line: 501, selection: 0.5 }] }],
	},
	'POST /api/records/:id/back-check': { person: '$person' },
	'POST /api/rounds': { round: 'pilot', state: 'open' },
	'POST /api/rounds/fieldwork-dates': { round: 'endline', firstDay: null, lastDay: '2026-01-31' },
	'POST /api/targets': {
		round: 'pilot',
		targets: [{ district: 'PK607', interviews: 300, focusGroups: 2 }],
	},
	'POST /api/sample/listing-draws': { round: 'endline', record: '$record', area: 'rural' },
	'POST /api/sample/cluster-access': {
		round: 'endline',
		cluster: '$cluster',
		isUnreachable: true,
		why: 'snow',
	},
	'POST /api/sample/assignments': {
		round: 'endline',
		assignments: [{ cluster: '$cluster', households: [1], person: '$person' }],
	},
	'POST /api/quality/limits': {
		round: 'endline',
		limits: { onPhones: {}, overRound: {}, severities: {} },
		seen: 0,
		why: 'w',
	},
	'POST /api/quality/limits/preview': {
		round: 'endline',
		limits: { onPhones: {}, overRound: {}, severities: {} },
	},
	'POST /api/quality/resolutions': {
		round: 'endline',
		flags: [{ district: 'PK607', kind: 'no-place', subject: '$interview' }],
		state: 'explained',
		why: 'w',
	},
	'POST /api/quarantine/decisions': { ids: ['$heldBack'], decision: 'let-in', why: 'w' },
	'POST /api/enrolments': {
		code: 'AAAAA-AAAAA',
		publicKey: 'A'.repeat(122),
		phone: 'a'.repeat(22),
		label: 'x',
	},
	'POST /api/enrolments/spare-key': {
		device: '$phone',
		code: 'AAAAA-AAAAA',
		sealed: 'AAAA',
		signature: 'AAAA',
	},
	'POST /api/enrolments/confirmations': {
		device: '$phone',
		id: 'a'.repeat(22),
		decision: 'confirm',
		sentAt: 1_768_435_200_000,
		nonce: 'A'.repeat(22),
		signature: 'AAAA',
	},
	'POST /api/helpline/shift': {
		device: '$phone',
		act: { kind: 'look' },
		sentAt: 1_768_435_200_000,
		nonce: 'A'.repeat(22),
		signature: 'AAAA',
	},
	'POST /api/enrolments/replacements': { device: '$phone', publicKey: 'A'.repeat(122), signature: 'AAAA' },
}
/** Routes that the API table does not declare: of phones, monitors and programs. */
const otherRoutes = [
	...['GET /api/health', 'GET /livez', 'GET /readyz', 'GET /api/events'],
	...['GET /api/live', 'GET /api/live/openapi.json', 'GET /api/live/:round/:form'],
	...['GET /api/odata/:round/:form/:values', 'GET /api/odata/:round/:form/:values/$metadata'],
	...['GET /api/odata/:round/:form/:values/:table', 'GET /api/odata/:round/:form/:values/:table/$count'],
	...['POST /sync', 'POST /attachments', 'PATCH /attachments/:upload', 'HEAD /attachments/:upload'],
	...['GET /aloud/forms/:form', 'GET /aloud/forms/:form/:language', 'GET /aloud/sounds/:hash'],
]
/** First, because most other requests append to the audit log, and these read all of it. */
const first = Object.values(auditLogApi).map(({ method, path }) => `${method} ${path}`)
/** All endpoints that are fuzzed; a test checks that there are no others. */
export const everyDoor = [
	...new Set([
		...first,
		...apiRoutes.map(({ method, path }) => `${method} ${path}`),
		...otherRoutes,
		...Object.keys(bodies),
	]),
]

const queries: Readonly<Record<string, readonly string[]>> = {
	round: ['endline', 'baseline', 'demo'],
	district: ['PK607', 'PK608'],
	form: ['household', 'focus_group'],
	owner: ['$person'],
	state: ['open', 'explained'],
	status: ['draft', 'submitted', 'approved'],
	disputed: ['1'],
	waiting: ['1'],
	flag: ['any', 'none', 'unknown', 'alike'],
	order: ['oldest', 'worst'],
	search: ['PK607', 'ڈیرہ'],
	before: ['1', '100'],
	values: ['codes', 'en'],
	mark: ['0'],
	for: ['researchers', 'anybody'],
	media: ['1'],
	person: ['$person'],
	kind: ['record-opened', 'alike'],
	day: ['2026-01-15'],
	id: ['$record'],
	with: ['$release'],
	most: ['1'],
	$filter: ["seq gt 1 and record_status eq 'approved'", "not (contains(record_id,'a') or seq in (1,2))"],
	$select: ['seq,record_id'],
	$top: ['1'],
	$skip: ['1'],
	$count: ['true'],
	$skiptoken: ['1.$record'],
	rule: ['$rule'],
	by: ['district', 'province', 'age', 'exposure'],
	from: ['baseline', '2026-01'],
	to: ['endline', '2026-02'],
	clusters: ['new', 'same'],
	weights: ['none', 'people-of-the-districts'],
	right: ['1'],
	theme: ['trust'],
	format: ['csv', 'qdpx'],
	one: ['field', '$person'],
	other: ['field', '$person'],
	after: ['0', '100', '12-abc'],
}

/** A district with work on its records. */
interface WorkedOn extends Place {
	readonly bulkEditId: string
	readonly release: string
	readonly rule: string
	/** Id of an export job. */
	readonly made: string
}

interface Endpoint {
	readonly name: string
	readonly ask: (random: SeededRandom) => Promise<EndpointResponse>
}
interface EndpointResponse {
	readonly status: number
	/** Headers and body. */
	readonly text: string
	/** The request, to be repeated. */
	readonly request: string
}

/**
 * Starts a server with data of every kind and returns its endpoints. A user who is signed out by a request
 * is signed in again.
 */
export async function endpoints(engine: FreshEngine) {
	const endless = createRateLimiter({ atOnce: 1e12, perSecond: 1e12 })
	const server = await serverForTests(engine, {
		rateLimiters: { byAddress: endless, byPerson: endless, byDevice: endless, workOfPhones: endless },
	})
	const deskRoles = roles.filter((role) => !isPhoneRole(role))
	const desks = new Map<Role, Desk>()
	for (const role of deskRoles) desks.set(role, await server.desk(role))
	const desk = (role: Role) => desks.get(role) as Desk
	const who = { chief: desk('data-manager'), coordinator: desk('coordinator') }
	const places: WorkedOn[] = []
	for (const where of [
		{ district: 'PK607', round: 'endline' },
		{ district: 'PK608', round: 'baseline' },
	])
		places.push(await workedOn(await placeIn(server, where, who), who.chief))
	const { phone } = await enrolledPhone(server)
	const household = (await server.forms.current()).find(({ id }) => id === 'household')
	const spoken = household ? (listAudioTexts(household.definition, 'bal')[0]?.key ?? '') : ''

	async function send(options: InjectOptions): Promise<EndpointResponse> {
		server.clock.now += 20
		const reply = await server.app.inject({ ...options, payloadAsStream: true })
		const { method, url, headers, payload } = options
		const written =
			payload instanceof Uint8Array ? `base64 ${Buffer.from(payload).toString('base64')}` : payload
		const request = JSON.stringify({ method, url, headers, payload: written }).slice(0, 3000)
		const headerText = JSON.stringify(reply.headers)
		if (String(reply.headers['content-type']).startsWith('text/event-stream')) {
			reply.stream().destroy()
			return { status: reply.statusCode, text: headerText, request }
		}
		const parts: Buffer[] = []
		for await (const part of reply.stream()) parts.push(part as Buffer)
		return {
			status: reply.statusCode,
			text: `${headerText}\n${Buffer.concat(parts).toString('latin1')}`,
			request,
		}
	}
	async function cookieOf(role: Role): Promise<string> {
		const { statusCode } = await server.app.inject({ url: '/api/me', headers: { cookie: desk(role).cookie } })
		if (statusCode === 401) {
			const { store, clock } = server
			await store.changing.db
				.updateTable('person')
				.set({ active: 1 })
				.where('id', '=', desk(role).person.id)
				.execute()
			desks.set(role, await server.deskOf((await invite(store, desk(role).person.id, clock.now)).code))
		}
		return desk(role).cookie
	}
	const filled = (text: string, place: WorkedOn) =>
		text.replace('$spoken', spoken).replace(/\$(\w+)/g, (whole, name: keyof WorkedOn) => place[name] ?? whole)

	/**
	 * Lets the server forget failed sign-ins: from thirty on, it delays the answer for a username in real time, up
	 * to twenty seconds each.
	 */
	let signIns = 0
	const forgetFailures = () => {
		signIns++
		if (signIns % 25 === 0) server.clock.now += 16 * 60_000
	}

	async function askDesk(route: string, random: SeededRandom): Promise<EndpointResponse> {
		if (route === 'POST /api/sign-in') forgetFailures()
		const [method, path = ''] = route.split(' ') as ['GET' | 'POST' | 'DELETE', string]
		const place = random.pick(places)
		const own: Record<string, string> = {
			id: path.includes('/forms/')
				? 'household'
				: /people|enumerators/.test(path)
					? place.person
					: path.includes('/devices/')
						? place.phone
						: path.includes('/bulk-edits/')
							? place.bulkEditId
							: path.includes('/releases/')
								? place.release
								: path.includes('/export-jobs/')
									? place.made
									: place.record,
			version: '1',
			attachment: place.attachment,
			round: place.round,
			values: 'codes',
			table: 'household',
			form: 'household',
			language: 'bal',
			text: spoken,
			hash: '0'.repeat(64),
		}
		const url =
			path.replace(/:(\w+)/g, (_all, name: string) =>
				random.chance(0.7)
					? (own[name] ?? 'x')
					: encodeURIComponent(clean(anyText(random)).slice(0, 150)) || 'x',
			) + queryOf(random, place)
		const example = JSON.parse(filled(JSON.stringify(bodies[route] ?? {}), place))
		const kind = random.below(20)
		const payload =
			kind === 0
				? Buffer.from(mutatedBytes(random, [Buffer.from(JSON.stringify(example))]))
				: Buffer.from(JSON.stringify(kind === 1 ? anyJson(random) : mutatedJson(random, example)))
		const role = random.pick([...deskRoles, 'administrator', 'data-manager', null] as const)
		return send({
			method,
			url,
			remoteAddress: `127.${random.below(250)}.${random.below(250)}.${1 + random.below(250)}`,
			headers: {
				...(role ? { cookie: await cookieOf(role) } : {}),
				...(method === 'POST'
					? {
							'content-type': random.chance(0.95)
								? 'application/json'
								: random.pick(['text/plain', 'a/b', 'application/xml']),
						}
					: {}),
				...(random.chance(0.05) ? { range: `bytes=${clean(anyText(random)).replace(/[^ -~]/g, '')}` } : {}),
			},
			...(method === 'POST' ? { payload } : {}),
		})
	}
	async function askSync(random: SeededRandom): Promise<EndpointResponse> {
		const right = phone.edit(phone.newRecord(), { age: 1, 'r/@one': 1, 'r/@one/t': 'x' })
		// correctly signed, whatever its content: only one of our phones could have sent it
		const bytes = utf8(canonicalJson(mutatedJson(random, right.revision as never, 0.3)))
		const edits = [{ ...right, id: shortDigest(bytes), bytes }]
		const frames = await (random.chance(0.3) ? phone.sealedFrames(edits) : phone.frames(edits))
		const hostile = frames.map(({ type, bytes }) => ({
			type: random.chance(0.1) ? random.below(256) : type,
			bytes: random.chance(0.5) ? mutatedBytes(random, [bytes]) : bytes,
		}))
		const change = mutatedJson(
			random,
			{ marks: [[1, 'x']], wants: ['a'], holds: {}, keyless: true, carried: 1 },
			0.5,
		)
		const isWhole = random.chance(0.5)
		const { body } = await phone.request(hostile as never, (isWhole ? {} : change) as never)
		const payload = Buffer.from(random.chance(0.6) ? body : mutatedBytes(random, [body]))
		return send({ method: 'POST', url: '/sync', payload })
	}
	async function requestAudio(name: string, random: SeededRandom): Promise<EndpointResponse> {
		const { device } = phone.enrolled
		const own: Record<string, string> = { form: 'household', language: 'bal', hash: '0'.repeat(64) }
		const url = (name.split(' ')[1] ?? '').replace(/:(\w+)/g, (_all, part: string) =>
			random.chance(0.7)
				? (own[part] ?? 'x')
				: encodeURIComponent(clean(anyText(random)).slice(0, 150)) || 'x',
		)
		const { sentAt, nonce, signature } = await phone.reading(url)
		return send({
			method: 'GET',
			url,
			headers: {
				[audioHeaders.device]: random.chance(0.9) ? device : 'x',
				[audioHeaders.sentAt]: random.chance(0.9) ? String(sentAt) : 'x',
				[audioHeaders.nonce]: random.chance(0.9) ? nonce : '\u0000',
				[audioHeaders.signature]: random.chance(0.9) ? signature : 'A*',
			},
		})
	}
	async function askSigned(
		method: 'POST' | 'PATCH' | 'HEAD',
		random: SeededRandom,
	): Promise<EndpointResponse> {
		const place = random.pick(places)
		const sent = mutatedJson(random, {
			project: phone.enrolled.project,
			device: phone.enrolled.device,
			record: place.record,
			name: `picture-${'a'.repeat(22)}.jpg`,
			size: 3,
			sha256: '0'.repeat(64),
		})
		const statement = toBase64url(
			Buffer.from(
				random.chance(0.9)
					? JSON.stringify(sent)
					: Buffer.from(mutatedBytes(random, [Buffer.from(JSON.stringify(sent))])),
			),
		)
		const offset = random.pick([0, 0, 0, 1, 3, 1e9])
		const part = Uint8Array.from(random.bytes(method === 'PATCH' ? random.below(5) : 0))
		const signature = toBase64url(await phone.enrolled.sign(signedBytes({ method, statement, offset, part })))
		return send({
			method,
			url:
				method === 'POST' ? '/attachments' : `/attachments/${random.chance(0.9) ? uploadOf(statement) : 'x'}`,
			headers: {
				[attachmentHeaders.statement]: statement,
				[attachmentHeaders.signature]: random.chance(0.9) ? signature : 'A*',
				[attachmentHeaders.offset]: random.chance(0.9)
					? String(offset)
					: random.pick(['', '-1', '1e3', 'x', '0x1']),
				...(random.chance(0.1) ? { [attachmentHeaders.sealed]: '1' } : {}),
			},
			...(method === 'PATCH' ? { payload: Buffer.from(part) } : {}),
		})
	}
	function queryOf(random: SeededRandom, place: WorkedOn): string {
		const names = Object.keys(queries).filter(() => random.chance(0.3))
		const parts = names.map((name) => {
			const right = filled(random.pick(queries[name] ?? ['']), place)
			return `${name}=${encodeURIComponent(random.chance(0.7) ? right : clean(anyText(random)).slice(0, 300))}`
		})
		return parts.length > 0 ? `?${parts.join('&')}` : ''
	}
	function endpoint(name: string): Endpoint {
		if (name === 'POST /sync') return { name, ask: askSync }
		if (name.includes(' /aloud/')) return { name, ask: (random) => requestAudio(name, random) }
		if (name.includes(' /attachments'))
			return { name, ask: (random) => askSigned(name.split(' ')[0] as 'POST', random) }
		return { name, ask: (random) => askDesk(name, random) }
	}
	return {
		endpoint,
		routes: [...routesOf(server.app.printRoutes({ commonPrefix: false })), 'HEAD /attachments/:upload'],
		failures: server.failures,
		close: () => server.close(),
	}
}

/** Edits an interview of a district, releases its round, and saves a rule that it violates. */
async function workedOn(place: Place, chief: Desk): Promise<WorkedOn> {
	const bulkEditId = `c-${place.interview}`
	const corrected = await chief.post('/api/bulk-edits', {
		kind: 'edit',
		bulkEditId,
		why: 'asked',
		records: [
			{
				id: place.interview,
				hides: ['*'],
				changes: [{ path: 'a_visit/door/contact', before: null, after: 'nobody' }],
			},
		],
	})
	const rule = `r-${place.interview}`
	await chief.post('/api/rules', {
		id: rule,
		form: 'household',
		isOn: true,
		instead: 0,
		name: 'n',
		message: 'm',
		into: null,
		question: 'b_household/roster/hh_size',
		holds: 'false()',
	})
	const release = await chief.post('/api/releases', {
		name: 'r',
		notes: '',
		kind: 'clean',
		values: 'codes',
		mark: false,
		approvedOnly: false,
		form: 'household',
		round: place.round,
	})
	const { id = '' } = release.body as { id?: string }
	if (!id || (corrected.body as { done: unknown[] }).done.length !== 1)
		throw new Error(`${JSON.stringify(corrected.body)} ${JSON.stringify(release.body)}`)
	const exportJob = await chief.post('/api/export-jobs', { of: 'release', release: id })
	return { ...place, bulkEditId, release: id, rule, made: (exportJob.body as { id: string }).id }
}

/** Replaces unpaired surrogates, which an address cannot contain. */
const clean = (text: string): string => text.replace(/[\ud800-\udfff]/g, '?')
