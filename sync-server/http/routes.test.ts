import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiRoutes } from '#shared/api/all-routes'
import { districtQuery, scopeQuery } from '#shared/api/parameters'
import type { Person } from '#shared/people/people'
import { isPhoneRole, may, type Permission, type Role, roles } from '#shared/people/roles'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { type Place, placeIn } from '../../tests/helpers/district-fixture.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { phoneQuestion } from '../../tests/helpers/identifier.ts'
import { routesOf } from '../../tests/helpers/routes.ts'
import { unzip } from '../../tests/walks/unzip.ts'

/** Routes outside the API table that have no session; their own credentials are tested elsewhere. */
const otherRoutes = [
	'GET /api/health',
	'GET /livez',
	'GET /readyz',
	'POST /api/enrolments',
	'POST /api/enrolments/confirmations',
	'POST /api/enrolments/replacements',
	'POST /api/enrolments/spare-key',
	'POST /sync',
	'POST /attachments',
	'PATCH /attachments/:upload',
	'GET /aloud/forms/:form',
	'GET /aloud/forms/:form/:language',
	'GET /aloud/sounds/:hash',
]

/** Parameters and body of a request: fixed, or about one place. */
interface RequestParts {
	readonly path?: Readonly<Record<string, string>>
	readonly query?: string
	readonly body?: object
}
interface RouteCase {
	/** Permission of a route that `shared/api` does not declare; `signed-in`: any user. */
	readonly needs?: Permission | 'signed-in'
	/** A request that is independent of districts; if a row has none, `about` has one. */
	readonly always?: RequestParts
	/** True if the route covers all districts: users with some of them are refused. */
	readonly needsAllDistricts?: true
	/**
	 * True if it is about a survey record: roles that may read none are refused as if it were in another
	 * district.
	 */
	readonly isOfSurvey?: true
	/**
	 * A request about data of a place. Without `shows`, another district is refused; with it, that district's
	 * data is left out of the response.
	 */
	readonly about?: {
		readonly ask: (place: Place) => RequestParts
		readonly shows?: (reply: string, of: Place) => boolean
	}
}

/** A list that names the data of places, without parameters. */
const listing = (what: 'person' | 'phone' | 'heldBack' | 'district', query = '') => ({
	ask: () => ({ query }),
	shows: (reply: string, place: Place) => reply.includes(`"${place[what]}"`),
})
const naming = (what: 'person' | 'phone' | 'record', body?: (place: Place) => object) => ({
	ask: (place: Place) => ({ path: { id: place[what] }, ...(body ? { body: body(place) } : {}) }),
})
const exporting = (more: string, shows: (reply: string, of: Place) => boolean) => ({
	ask: ({ round }: Place) => ({ query: `?form=household&round=${round}${more}` }),
	shows,
})
const odata = { round: 'endline', form: 'household', values: 'codes' }
const live = {
	ask: ({ round }: Place) => ({ path: { ...odata, round, table: 'household' } }),
	shows: (reply: string, { interview }: Place) => reply.includes(interview),
}
const anIndicator = {
	label: { en: 'x' },
	kind: 'share',
	notAsked: 'is-no',
	base: "${consent} = 'yes'",
	says: '${age} > 40',
}
const tableOf = (round: string, record = '') => ({
	form: 'household',
	round,
	values: 'codes',
	table: 'household',
	search: '',
	sort: null,
	filter: `record_id eq '${record}'`,
})
const importRequest = ({ round, district }: Pick<Place, 'round' | 'district'>) => ({
	round,
	withoutFaults: false,
	header: ['key', 'day', 'zila'],
	mapping: {
		form: 'household',
		version: 1,
		id: ['key'],
		time: 'day',
		district: 'zila',
		interviewer: null,
		questions: {},
		repeats: {},
		blanks: [],
		days: 'day-first',
	},
	lines: [{ at: 2, cells: ['k', '2023-01-15', district] }],
})
const spoken = { language: 'bal', text: 'A'.repeat(32) }
const proof = { password: 'x', code: '000000' }

/** Routes whose whole request is a round and a district, as their declaration says. */
const ofScope: Readonly<Record<string, RouteCase>> = Object.fromEntries(
	apiRoutes
		.filter(
			({ method, params, query }) =>
				method === 'GET' && !params && (query === scopeQuery || query === districtQuery),
		)
		.map(({ path }) => [
			`GET ${path}`,
			{ about: { ask: ({ round, district }: Place) => ({ query: `?round=${round}&district=${district}` }) } },
		]),
)

/** A request for each route. The permitted roles follow from the table of permissions. */
const cases: Readonly<Record<string, RouteCase>> = {
	...ofScope,
	'GET /api/openapi.json': {},
	'GET /api/me': {},
	'GET /api/study': { about: listing('district') },
	'GET /api/sessions': {},
	'POST /api/sessions/end': { always: { body: {} } },
	'POST /api/password': { always: { body: { now: 'several plain words', next: 'tractor onion lamp' } } },
	'GET /api/two-factor': {},
	'POST /api/two-factor/secret': {},
	'POST /api/two-factor/enable': { always: { body: { secret: 'A'.repeat(32), ...proof } } },
	'POST /api/two-factor/disable': { always: { body: proof } },
	'POST /api/two-factor/backup-codes': { always: { body: proof } },
	'POST /api/step-up': { always: { body: proof } },
	'GET /api/people': { about: listing('person') },
	'POST /api/people': {
		about: {
			ask: ({ district, person }) => ({
				body: {
					name: 'N',
					code: `n${person.slice(0, 8).replace(/\W/g, 'x')}`,
					role: 'enumerator',
					districts: [district],
					language: 'ur',
				},
			}),
		},
	},
	'POST /api/people/import': {
		about: {
			ask: ({ district, person }) => ({
				body: {
					people: [
						{
							name: 'N',
							code: `l${person.slice(0, 8).replace(/\W/g, 'x')}`,
							role: 'enumerator',
							districts: [district],
							language: 'ur',
							sex: 'female',
							team: 'A',
						},
					],
					teams: [],
				},
			}),
		},
	},
	'POST /api/people/invitations': { about: { ask: ({ person }) => ({ body: { people: [person] } }) } },
	// Users of other districts: tested with the e-mails.
	'POST /api/people/:id/invitations/email': {
		always: { path: { id: 'x' }, body: { code: 'x', to: 'x@mail.example' } },
	},
	'POST /api/people/:id/invitations': { about: naming('person', () => ({})) },
	'POST /api/people/:id/activation': { about: naming('person', () => ({ isActive: false })) },
	'GET /api/devices': { about: listing('phone') },
	'POST /api/devices/:id/activation': { about: naming('phone', () => ({ isActive: false })) },
	'GET /api/coverage': { about: listing('district', '?round=endline') },
	// Counts of the user's districts: tested with progress.
	'GET /api/overview': { always: { query: '?round=endline' } },
	'GET /api/boundaries': {},
	'POST /api/boundaries': {
		always: { body: { attribution: 'a', disclaimer: 'd', shapes: [] } },
	},
	'GET /api/base-map': {},
	'GET /api/base-map/:version': { always: { path: { version: '1-1' } } },
	'GET /api/coverage/:district': {
		about: { ask: ({ district }) => ({ path: { district }, query: '?round=endline' }) },
	},
	'GET /api/coverage/:district/map': {
		about: { ask: ({ district }) => ({ path: { district }, query: '?round=endline' }) },
	},
	'GET /api/charts': {
		about: { ask: ({ district }) => ({ query: `?round=endline&district=${district}` }) },
	},
	'GET /api/forms': {},
	'GET /api/forms/:id/:version': { always: { path: { id: 'household', version: '1' } } },
	'GET /api/form-versions': {},
	'POST /api/forms/:id/state': {
		needsAllDistricts: true,
		always: { path: { id: 'household' }, body: { state: 'open' } },
	},
	'POST /api/forms/:id/assignment': {
		needsAllDistricts: true,
		always: { path: { id: 'household' }, body: { assigned: null } },
	},
	'POST /api/forms': { needsAllDistricts: true, always: { body: { name: 'f', sheets: [] } } },
	'GET /api/form-proposals': {},
	'GET /api/form-proposals/:id': { always: { path: { id: 'x' } } },
	// Permissions on a single proposal: tested in `insiders.test.ts`.
	'POST /api/form-proposals/:id/decisions': {
		always: { path: { id: 'x' }, body: { decision: 'reject', why: '' } },
	},
	'GET /api/forms/:id/audio': { always: { path: { id: 'household' } } },
	'GET /api/forms/:id/audio/:language/:text': { always: { path: { id: 'household', ...spoken } } },
	'POST /api/forms/:id/audio': {
		always: { path: { id: 'household' }, body: { ...spoken, sound: 'T2dnUw==' } },
	},
	'POST /api/forms/:id/audio/confirm': {
		always: { path: { id: 'household' }, body: { ...spoken, hash: '0'.repeat(64) } },
	},
	'DELETE /api/forms/:id/audio/:language/:text': { always: { path: { id: 'household', ...spoken } } },
	'GET /api/records': {
		isOfSurvey: true,
		about: {
			ask: ({ person }) => ({ query: `?owner=${person}` }),
			shows: (reply, { record }) => reply.includes(`"${record}"`),
		},
	},
	'GET /api/records/:id': { isOfSurvey: true, about: naming('record') },
	'GET /api/records/:id/attachments/:attachment': {
		isOfSurvey: true,
		about: { ask: ({ record, attachment }) => ({ path: { id: record, attachment } }) },
	},
	'POST /api/records/:id/conflicts': {
		about: naming('record', ({ conflict }) => ({ conflict, value: 2, why: 'asked' })),
	},
	'POST /api/records/:id/identifiers/reveal': {
		isOfSurvey: true,
		about: naming('record', () => ({ question: phoneQuestion })),
	},
	'POST /api/records/:id/review': {
		isOfSurvey: true,
		about: naming('record', ({ seen }) => ({
			kind: 'return',
			seen,
			why: '',
			notes: [{ about: '', text: 't' }],
		})),
	},
	// Counts of the user's districts: tested with the review queue.
	'GET /api/review/count': {},
	'GET /api/review/facets': {
		isOfSurvey: true,
		about: {
			ask: ({ round }) => ({ query: `?round=${round}` }),
			shows: (reply, { person }) => (JSON.parse(reply)?.owner[person] ?? 0) > 0,
		},
	},
	'GET /api/records/:id/neighbours': { isOfSurvey: true, about: naming('record') },
	'POST /api/review/bulk': {
		isOfSurvey: true,
		about: {
			ask: ({ record }) => ({ body: { kind: 'approve', records: [{ id: record, lastSeq: 1 }] } }),
			shows: (reply) => !reply.includes('"gone"'),
		},
	},
	// Within the user's districts: tested with bulk edits.
	'GET /api/bulk-edits': {},
	'GET /api/bulk-edits/:id': { always: { path: { id: 'c' } } },
	'POST /api/bulk-edits': {
		about: {
			ask: ({ record }) => ({
				body: { kind: 'undo', bulkEditId: 'c', undoes: 'b', why: 'w', records: [{ id: record }] },
			}),
			shows: (reply) => !reply.includes('"gone"'),
		},
	},
	'POST /api/bulk-edits/preview': {
		about: {
			ask: ({ round }) => ({
				body: {
					form: 'household',
					round,
					question: 'b_household/roster/hh_size',
					where: '',
					into: { kind: 'answer', value: 3 },
				},
			}),
			shows: (reply) => JSON.parse(reply).searchedRecords > 0,
		},
	},
	'POST /api/bulk-edits/texts': {
		always: {
			body: { form: 'household', round: 'endline', question: 'h_help/help_known/help_other' },
		},
	},
	'POST /api/edit-files/columns': { always: { body: { form: 'household', header: ['record_id'] } } },
	'POST /api/edit-files/preview': {
		about: {
			ask: ({ round, record }) => ({
				body: {
					form: 'household',
					round,
					header: ['record_id', 'taken_from', 'hh_size'],
					lines: [{ at: 2, cells: [record, '999999-AAAAAAAA', '3'] }],
				},
			}),
			shows: (reply) => !reply.includes('record-unknown'),
		},
	},
	'POST /api/bulk-edits/self-conflicts': { always: { body: { form: 'household', round: 'endline' } } },
	'POST /api/import/dry-run': {
		about: {
			ask: (place) => ({ body: importRequest(place) }),
			shows: (reply) => /"(new|existing)"/.test(reply),
		},
	},
	'POST /api/import': {
		about: {
			ask: (place) => ({ body: { ...importRequest(place), id: 'i', file: 'f.csv', status: 'approved' } }),
			shows: (reply) => reply.includes('"new"'),
		},
	},
	// Counts of the user's districts: tested with rules.
	'GET /api/rules': { always: { query: '?form=household&round=endline' } },
	'GET /api/rules/violations/count': {},
	'GET /api/rules/violations': { always: { query: '?form=household&round=endline' } },
	'POST /api/rules': {
		always: {
			body: {
				id: 'r',
				form: 'household',
				isOn: true,
				instead: 0,
				name: 'n',
				message: 'm',
				into: null,
				question: 'b_household/roster/hh_size',
				holds: 'true()',
			},
		},
	},
	'POST /api/rules/try': {
		about: {
			ask: ({ round }) => ({
				body: {
					form: 'household',
					round,
					name: 'n',
					message: 'm',
					into: null,
					question: 'b_household/roster/hh_size',
					holds: 'true()',
				},
			}),
			shows: (reply) => JSON.parse(reply).searchedRecords > 0,
		},
	},
	'POST /api/rules/acceptances': {
		about: {
			ask: ({ record }) => ({
				body: { kind: 'right', why: 'w', places: [{ id: record, rule: 'r', path: 'p', reads: [] }] },
			}),
			shows: (reply) => !reply.includes('"gone"'),
		},
	},
	// Covers the whole project, invisible to users with some districts: tested with releases.
	'GET /api/releases': {},
	'POST /api/releases': {
		always: {
			body: {
				name: 'r',
				notes: '',
				kind: 'clean',
				values: 'codes',
				mark: false,
				approvedOnly: false,
				form: 'household',
				round: 'endline',
			},
		},
	},
	'GET /api/releases/:id/file': { always: { path: { id: 'r' } } },
	'POST /api/releases/:id/verification': { always: { path: { id: 'r' } } },
	'GET /api/releases/:id/comparison': { always: { path: { id: 'r' }, query: '?with=q' } },
	'POST /api/releases/:id/supersede': { always: { path: { id: 'r' }, body: { by: '', why: 'w' } } },
	// Each user's own jobs, for the records that they may see: tested with export jobs.
	'GET /api/export-jobs': {},
	'POST /api/export-jobs': {
		always: { body: { of: 'export', form: 'household', round: 'endline', values: 'codes' } },
	},
	'GET /api/export-jobs/:id/file': { always: { path: { id: 'f' } } },
	'DELETE /api/export-jobs/:id': { always: { path: { id: 'f' } } },
	// Each user's own keys: tested with the routes for programs.
	'GET /api/api-keys': {},
	'POST /api/api-keys': { always: { body: { name: 'n', form: null, round: null, days: 7 } } },
	'DELETE /api/api-keys/:id': { always: { path: { id: 'c' } } },
	'GET /api/live': { needs: 'records.export' },
	'GET /api/live/openapi.json': { needs: 'records.export' },
	'GET /api/live/:round/:form': { needs: 'records.export', about: live },
	'GET /api/odata/:round/:form/:values': { needs: 'records.export', always: { path: odata } },
	'GET /api/odata/:round/:form/:values/$metadata': { needs: 'records.export', always: { path: odata } },
	'GET /api/odata/:round/:form/:values/:table': { needs: 'records.export', about: live },
	'GET /api/odata/:round/:form/:values/:table/$count': {
		needs: 'records.export',
		about: { ...live, shows: (reply) => Number(reply) > 0 },
	},
	// Within the user's districts: tested with results.
	'GET /api/results/estimates': { always: { query: '?round=endline&by=district' } },
	'GET /api/results/answers': { always: { query: '?round=endline&by=district' } },
	'GET /api/results/change': { always: { query: '?from=baseline&to=endline&by=area' } },
	'GET /api/results/reproduction-files': { always: { query: '?round=endline&by=area' } },
	'GET /api/results/material': { always: { query: '?round=endline' } },
	'GET /api/indicators': {},
	'POST /api/indicators': { always: { body: { ...anIndicator, id: 'X', isOn: true, instead: 0 } } },
	'POST /api/indicators/try': { always: { body: { ...anIndicator, round: 'endline' } } },
	// Covers the whole project, invisible to users with some districts: tested with weights.
	'GET /api/weights': { always: { query: '?round=endline' } },
	'POST /api/weights': { always: { body: { round: 'endline' } } },
	'POST /api/weights/verification': { always: { body: { round: 'endline', n: 1 } } },
	'GET /api/weights/file': { always: { query: '?round=endline&n=1' } },
	'POST /api/weights/files': {
		always: { body: { round: 'endline', kind: 'census', source: 's', csv: 'district,sex,people' } },
	},
	'GET /api/weights/files/file': {
		always: { query: '?round=endline&kind=census&n=1' },
	},
	'GET /api/themes': {},
	'POST /api/themes': {
		always: {
			body: {
				id: 'x',
				isOn: true,
				instead: 0,
				label: { en: 'x' },
				belongs: '',
				notBelongs: '',
				place: 1,
			},
		},
	},
	// Within the user's districts: tested with coding.
	'GET /api/transcripts': { always: { query: '?round=endline' } },
	'GET /api/transcripts/quotes': { always: { query: '?round=endline' } },
	'GET /api/transcripts/agreement': { always: { query: '?round=endline&one=field&other=x' } },
	'GET /api/transcripts/file': { always: { query: '?round=endline&format=csv' } },
	'GET /api/transcripts/:id': { always: { path: { id: 'x' } } },
	'POST /api/transcripts/:id/codings': {
		always: {
			path: { id: 'x' },
			body: { record: 'x', path: 'y', textDigest: 'z', themes: [], isQuote: false, memo: '' },
		},
	},
	'POST /api/table/rows': {
		about: {
			ask: ({ round, interview }) => ({
				body: { ...tableOf(round, interview), columns: [], from: 0, many: 9, isAnew: true, opens: false },
			}),
			shows: (reply, { interview }) => reply.includes(interview),
		},
	},
	'POST /api/table/column-summary': {
		about: {
			ask: ({ round, interview }) => ({ body: { ...tableOf(round, interview), column: 'record_id' } }),
			shows: (reply, { interview }) => reply.includes(interview),
		},
	},
	'GET /api/table/views': {},
	'POST /api/table/views': { always: { body: { ...tableOf('endline'), name: 'v', columns: [] } } },
	'DELETE /api/table/views/:id': { always: { path: { id: 'v' } } },
	// Progress of all phones together; a number of the project.
	'GET /api/restoration': {},
	'GET /api/recovery-key': {},
	'POST /api/recovery-key': { always: { body: {} } },
	'POST /api/recovery-key/verification': { always: { body: { text: 'x' } } },
	'GET /api/quarantine': { isOfSurvey: true, about: listing('heldBack') },
	'GET /api/role-keys': {},
	'POST /api/role-keys/:id/decisions': {
		always: { path: { id: 'x' }, body: { decision: 'reject' } },
	},
	'GET /api/approvals/count': {},
	'GET /api/lead-approvals': {},
	'POST /api/lead-approvals/:id/decisions': {
		always: { path: { id: 'x' }, body: { decision: 'reject' } },
	},
	'GET /api/audit-log/own-role': {},
	'POST /api/role-keys': {
		always: { body: { publicKey: 'A'.repeat(87), wrapped: 'A' } },
	},
	// Field contacts of the user's districts: tested with the reports.
	'GET /api/field-contacts': {},
	'POST /api/field-contacts': { always: { body: { entries: [] } } },
	'GET /api/messages': {},
	'POST /api/messages': {
		about: {
			ask: ({ district }) => ({ body: { districts: [district], text: { en: 'x' }, until: '2026-01-15' } }),
		},
	},
	'POST /api/sample': {
		about: {
			// A round that is not closed.
			ask: ({ district }) => ({
				body: {
					round: 'pilot',
					clusters: [
						{
							cluster: `${district}-02`,
							area: 'rural',
							lines: [{ household: 1, line: 501, selection: 0.5 }],
						},
					],
				},
			}),
		},
	},
	// The transition is not allowed: only the permission is checked, and nothing changes.
	'POST /api/rounds': { always: { body: { round: 'baseline', state: 'planned' } } },
	'POST /api/records/:id/back-check': {
		isOfSurvey: true,
		about: naming('record', () => ({ person: null })),
	},
	'GET /api/rounds/fieldwork-dates': {},
	'POST /api/rounds/fieldwork-dates': {
		always: { body: { round: 'endline', firstDay: null, lastDay: '2026-01-31' } },
	},
	'POST /api/targets': {
		about: {
			ask: ({ district }) => ({
				body: { round: 'pilot', targets: [{ district, interviews: 300, focusGroups: 2 }] },
			}),
		},
	},
	// No place has a drawn listing: the effect is tested with the sample.
	'POST /api/sample/listing-draws': {
		always: { body: { round: 'pilot', record: 'A'.repeat(22), area: 'rural' } },
	},
	'POST /api/sample/cluster-access': {
		about: {
			ask: ({ round, cluster }) => ({
				body: { round, cluster, isUnreachable: false, why: 'the road is open' },
			}),
		},
	},
	'POST /api/sample/assignments': {
		about: {
			ask: ({ round, cluster, person }) => ({
				body: { round, assignments: [{ cluster, households: [1], person }] },
			}),
		},
	},
	'GET /api/helpline/shift': {},
	'GET /api/helpline/counts': {},
	'GET /api/quality/operators': { always: { query: '?round=endline' } },
	'GET /api/helpline/referrals': { always: { query: '?from=2026-01&to=2026-02' } },
	'GET /api/quality/flags': {
		about: { ask: ({ round, district }) => ({ query: `?round=${round}&district=${district}` }) },
	},
	'GET /api/quality/enumerators/:id': {
		about: {
			ask: ({ round, district, person }) => ({
				path: { id: person },
				query: `?round=${round}&district=${district}`,
			}),
		},
	},
	'GET /api/quality/records/:id': { about: naming('record') },
	'GET /api/quality/limits': { always: { query: '?round=endline' } },
	'POST /api/quality/limits/preview': {
		always: { body: { round: 'endline', limits: { onPhones: {}, overRound: {}, severities: {} } } },
	},
	'POST /api/quality/limits': {
		always: {
			body: {
				round: 'endline',
				seen: 0,
				why: 'the pilot',
				limits: { onPhones: {}, overRound: {}, severities: {} },
			},
		},
	},
	'POST /api/quality/resolutions': {
		about: {
			ask: ({ round, district, interview }) => ({
				body: {
					round,
					flags: [{ district, kind: 'no-place', subject: interview }],
					state: 'explained',
					why: 'travelled',
				},
			}),
		},
	},
	'GET /api/withdrawals': {
		isOfSurvey: true,
		about: {
			ask: ({ record }) => ({ query: `?code=${withdrawalCodeOf(record)}` }),
			shows: (reply, { record }) => reply.includes(`"${record}"`),
		},
	},
	'GET /api/records/:id/person-data': { isOfSurvey: true, about: naming('record') },
	'POST /api/records/:id/erase': {
		isOfSurvey: true,
		about: naming('record', ({ record }) => ({ code: withdrawalCodeOf(record), reason: 'wrong' })),
	},
	// Erasures without contents, of the user's districts: tested with erasure.
	'GET /api/erasures': {},
	'GET /api/clock': {},
	'GET /api/disk': {},
	'GET /api/mail': {},
	'GET /api/background-work': {},
	// Also rejected if nothing waits, with another problem code.
	'POST /api/clock': { always: { body: { seen: '2026-01-15T00:00:00.000Z' } } },
	'GET /api/retention': {},
	'GET /api/erasures/file': { needsAllDistricts: true },
	'POST /api/quarantine/decisions': {
		isOfSurvey: true,
		about: {
			ask: ({ heldBack }) => ({ body: { ids: [heldBack], decision: 'keep-out', why: 'made up' } }),
		},
	},
	'GET /api/audit-log': {
		about: {
			ask: ({ record }) => ({ query: `?id=${record}` }),
			shows: (reply, { record }) => reply.includes(record),
		},
	},
	// Verification of the log; names no record.
	'GET /api/audit-log/verification': {},
	'GET /api/audit-log/export': {
		about: { ask: () => ({}), shows: (reply, { record }) => reply.includes(record) },
	},
	// The last sequence number only.
	'GET /api/events': { needs: 'events.subscribe' },
	'GET /api/export/count': { about: exporting('', (reply) => JSON.parse(reply).records > 0) },
	'GET /api/export/identifying': { about: exporting('', (reply) => JSON.parse(reply).texts > 0) },
	'GET /api/export': {
		about: exporting('&values=codes&media=1', (reply, { record }) => reply.includes(record)),
	},
}
const declared = new Map(
	apiRoutes.map(({ method, path, permission }) => [`${method} ${path}` as string, permission] as const),
)
/** Routes without a session: declared as such, or of the protocol of phones and monitors. */
const withoutSession = [
	...otherRoutes,
	...[...declared].flatMap(([name, permission]) => (permission === 'anybody' ? [name] : [])),
]
type CheckedRoute = RouteCase & { readonly needs: Permission | 'signed-in' }
/** All routes with their requests and required permissions. */
const doors: Readonly<Record<string, CheckedRoute>> = Object.fromEntries(
	Object.entries(cases).map(([name, row]) => {
		const needs = declared.get(name) ?? row.needs
		if (needs === undefined || needs === 'anybody') throw new Error(`${name} has no permission`)
		return [name, { ...row, needs }]
	}),
)
const opensTo = (role: Role, { needs }: CheckedRoute): boolean => needs === 'signed-in' || may(role, needs)
const readsIt = (role: Role, { isOfSurvey }: RouteCase): boolean => !isOfSurvey || may(role, 'survey.read')
/** True if the route also asks for a password, and reports a wrong one. */
const isProof = ({ always }: RouteCase): boolean => JSON.stringify(always ?? {}).includes('"password"')
const deskRoles = roles.filter((role) => !isPhoneRole(role))

describe.each(routeEngines)('permissions of routes on %s', (engine, freshEngine) => {
	/** Roles decide before the database is asked: a second engine answers one of those that are allowed. */
	const some = (allowed: readonly Role[]) => (engine === routeEngines[0]?.[0] ? allowed : allowed.slice(0, 1))
	let server: ServerForTests
	let chief: Desk
	/** Records of the first district are in the first round, those of the other in the second. */
	const own = { district: 'PK607', round: 'endline' }
	const other = { district: 'PK608', round: 'baseline' }
	let requestCount = 0
	const coordinators = new Map<string, Desk>()
	const cookies = new Map<string, string>()
	const places = new Map<string, Place>()
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		chief = await server.desk('data-manager')
		for (const { district } of [own, other])
			coordinators.set(district, await server.desk('coordinator', [district]))
		for (const where of [own, other]) places.set(where.district, await newPlace(where))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	async function newPlace(where: Pick<Place, 'district' | 'round'>): Promise<Place> {
		const coordinator = coordinators.get(where.district)
		if (!coordinator) throw new Error('no coordinator works there')
		return placeIn(server, where, { chief, coordinator })
	}
	/** A place for requests that change nothing: reads, and refused writes. */
	function placeForReads({ district }: Pick<Place, 'district'>): Place {
		const place = places.get(district)
		if (!place) throw new Error('the place does not exist')
		return place
	}
	/** Returns a new place for each write. */
	const placeFor = async (door: string, where: Pick<Place, 'district' | 'round'>): Promise<Place> =>
		door.startsWith('GET') ? placeForReads(where) : newPlace(where)
	/** Districts to ask about: both ways for reads; once for writes, which need a new place each time. */
	const directionsOf = (door: string) =>
		door.startsWith('GET')
			? ([
					[own, other],
					[other, own],
				] as const)
			: ([[own, other]] as const)
	async function ask(door: string, { path = {}, query = '', body }: RequestParts, cookie?: string) {
		const [method, route = ''] = door.split(' ') as ['GET' | 'POST' | 'DELETE', string]
		const url = route.replace(/:(\w+)/g, (_all, name: string) => path[name] ?? 'x') + query
		const reply = await server.app.inject({
			// Each request has its own address: wrong passwords among them would throttle later ones.
			...{
				method,
				url,
				payloadAsStream: true,
				remoteAddress: `127.1.${requestCount >> 8}.${requestCount++ & 255}`,
			},
			...(method === 'POST' ? { payload: body ?? {} } : {}),
			...(cookie ? { headers: { cookie } } : {}),
		})
		// Some responses are endless streams.
		if (door === 'GET /api/events') {
			reply.stream().destroy()
			return { status: reply.statusCode, text: '' }
		}
		const parts: Buffer[] = []
		for await (const part of reply.stream()) parts.push(part as Buffer)
		const bytes = Buffer.concat(parts)
		const isZip = reply.headers['content-type'] === 'application/zip'
		const text = isZip ? [...unzip(bytes).values()].map(String).join('\n') : String(bytes)
		return { status: reply.statusCode, text }
	}
	/** Signs in once per role and districts, and again for routes that end sessions. */
	async function deskOf(role: Role, districts: Person['districts'], door: string): Promise<string> {
		const who = `${role} ${districts} ${/password|sessions/.test(door) ? requestCount : ''}`
		const cookie = cookies.get(who) ?? (await server.desk(role, districts)).cookie
		cookies.set(who, cookie)
		return cookie
	}

	test('every route is in the table: a new one must declare its permissions', () => {
		const drawn = server.app.printRoutes({ commonPrefix: false })
		expect(routesOf(drawn).sort()).toEqual([...Object.keys(doors), ...withoutSession].sort())
	})
	test('a response is validated: no declared schema accepts everything', () => {
		const open = apiRoutes.filter(
			({ response }) => typeof response === 'object' && response.safeParse(Symbol('other')).success,
		)
		expect(open.map(({ path }) => path)).toEqual([])
	})
	test('a permission is declared in one place', () => {
		const twice = Object.entries(cases).filter(
			([name, { needs }]) => declared.has(name) && needs !== undefined,
		)
		expect(twice.map(([name]) => name)).toEqual([])
	})
	test('the test data has one of everything, so that refusals concern existing items', () => {
		for (const place of places.values())
			for (const [what, id] of Object.entries(place)) expect(id, what).not.toBe('')
	})
	test.each(Object.entries(doors))('%s refuses requests without a session', async (name, door) => {
		const place = placeForReads(own)
		expect((await ask(name, door.always ?? door.about?.ask(place) ?? {})).status).toBe(401)
	})
	const everywhere: Person['districts'][] = ['all', [own.district], [other.district]]
	test.each(Object.entries(doors))(
		'%s refuses every role without permission, in any district',
		async (name, door) => {
			const place = placeForReads(own)
			for (const role of deskRoles.filter((each) => !opensTo(each, door)))
				for (const districts of everywhere) {
					const cookie = await deskOf(role, districts, name)
					const { status } = await ask(name, door.always ?? door.about?.ask(place) ?? {}, cookie)
					expect(status, `${role} of ${districts}`).toBe(403)
				}
		},
	)
	const withoutDistricts = Object.entries(doors).filter(([, { about }]) => !about)
	test.each(withoutDistricts)(
		'%s accepts every role with permission, in any district',
		async (name, door) => {
			for (const role of some(deskRoles.filter((each) => opensTo(each, door))))
				for (const districts of everywhere) {
					const { status } = await ask(name, door.always ?? {}, await deskOf(role, districts, name))
					if (door.needsAllDistricts && districts !== 'all') {
						expect(status, `${role} of ${districts}`).toBe(403)
						continue
					}
					expect([401, 403].includes(status) && !isProof(door), `${role} of ${districts}: ${status}`).toBe(
						false,
					)
					expect(status, `${role} of ${districts}`).toBeLessThan(500)
				}
		},
	)
	const withDistricts = Object.entries(doors).flatMap(([name, door]) =>
		door.about ? [[name, door, door.about] as const] : [],
	)
	test.each(withDistricts)(
		'%s answers a user with one district about it, and not about another',
		async (name, door, { ask: about, shows }) => {
			for (const role of some(deskRoles.filter((each) => opensTo(each, door))))
				for (const [here, there] of directionsOf(name)) {
					const near = readsIt(role, door) ? await placeFor(name, here) : placeForReads(here)
					const far = placeForReads(there)
					const cookie = await deskOf(role, [here.district], name)
					const ofNear = await ask(name, about(near), cookie)
					const ofFar = await ask(name, about(far), cookie)
					const as = `${role} of ${here.district}`
					if (!readsIt(role, door)) {
						if (shows) expect(shows(ofNear.text, near), as).toBe(false)
						else expect(ofNear.status, as).toBe(404)
						continue
					}
					expect(ofNear.status, as).toBeLessThan(300)
					if (shows) {
						expect(shows(ofNear.text, near), as).toBe(true)
						expect(shows(ofFar.text, far), as).toBe(false)
					} else expect([403, 404], as).toContain(ofFar.status)
				}
		},
	)
	test.each(withDistricts)('%s answers a user with all districts', async (name, door, about) => {
		for (const role of some(deskRoles.filter((each) => opensTo(each, door) && readsIt(each, door))))
			for (const [where] of directionsOf(name)) {
				const place = await placeFor(name, where)
				const { status, text } = await ask(name, about.ask(place), await deskOf(role, 'all', name))
				expect(status, `${role}: ${text.slice(0, 200)}`).toBeLessThan(300)
				if (about.shows) expect(about.shows(text, place), role).toBe(true)
			}
	})
})
