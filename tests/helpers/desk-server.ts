import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Person } from '#shared/people/people'
import type { Role } from '#shared/people/roles'
import { type Deployment, deployments } from '#shared/study/deployments'
import type { FileStore } from '../../sync-server/attachments/file-store.ts'
import { fileStoreOnDisk } from '../../sync-server/attachments/file-store-on-disk.ts'
import { buildApp } from '../../sync-server/http/build-app.ts'
import type { RateLimiters } from '../../sync-server/http/rate-limit.ts'
import type { WriteLog } from '../../sync-server/logging/log.ts'
import type { Mailer } from '../../sync-server/mail/mailer.ts'
import { invite } from '../../sync-server/people/invitations.ts'
import { addPerson } from '../../sync-server/people/people.ts'
import { type AnswerChanges, writeDeskEdit } from '../../sync-server/review/desk-revisions.ts'
import { findRevisions } from '../../sync-server/review/record-history.ts'
import { type ServerContext, setUpServer } from '../../sync-server/set-up.ts'
import { saveProgress } from '../../sync-server/storage/background/projections.ts'
import type { Engine } from '../../sync-server/storage/engine/engine.ts'
import { listRecordIds } from '../../sync-server/storage/records/records.ts'
import { type KeyStore, keysInFolder } from '../../sync-server/sync/key-store.ts'
import { knownRecords } from '../../sync-server/sync/known-record.ts'
import { recordProjections } from '../../sync-server/sync/record-projections.ts'
import { shippedForms } from './shipped-forms.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface Clock {
	now: number
}

/** The server in one process, called without a network. */
export interface ServerForTests extends ServerContext {
	readonly app: FastifyInstance
	readonly files: FileStore
	readonly clock: Clock
	/** Internal errors that the server logged. */
	readonly failures: string[]
	/** Signs in a new user at the desk. */
	desk(role: Role, districts?: Person['districts'], code?: string): Promise<Desk>
	/** Signs in the user of an enrolment code at the desk. */
	deskOf(code: string): Promise<Desk>
	close(): Promise<void>
}

export interface Desk {
	readonly person: Person
	readonly cookie: string
	get(url: string): Promise<{ status: number; body: unknown; raw: Buffer; headers: Record<string, unknown> }>
	post(url: string, body: unknown): Promise<{ status: number; body: unknown }>
	delete(url: string): Promise<{ status: number; body: unknown }>
}

/**
 * Marks the passes over records as done in a new store, which has none. Otherwise they begin five seconds after the
 * start, and evaluate records again in the middle of a test.
 */
async function endFirstPasses({ store, forms }: Pick<ServerContext, 'store' | 'forms'>): Promise<void> {
	if ((await listRecordIds(store.reading, '', 1)).length > 0) return
	for (const { name, parts } of recordProjections(forms))
		for (const { part, version } of await parts(store.reading))
			await saveProgress(store.changing, { name, part, version, cursor: null })
}

/** Writes a desk revision that has no screen yet: approving, returning, declaring void. */
export async function deskEdit(
	{ store, forms, signer }: ServerForTests,
	person: Person,
	record: string,
	set: AnswerChanges,
): Promise<void> {
	const found = await findRevisions(store, forms, record)
	if (!found) throw new Error('the record does not exist')
	await store.write(async (session) => {
		const known = knownRecords([record], await session.revisionsOf([record])).get(record)
		if (!known) throw new Error('the record does not exist')
		await writeDeskEdit(session, forms, known, {
			signer,
			project: store.project,
			form: { id: found.formId, ver: found.formVersion },
			person,
			heads: found.view.heads,
			view: found.view,
			set,
			why: 'read through',
		})
	})
}

export async function serverForTests(
	engine: Engine,
	{
		serves = deployments as readonly Deployment[],
		demonstration = false,
		longestStallMs = 120_000,
		recordBatchSize = 1000,
		districtsFile = 'shared/study/pakistan-2023/districts.csv',
		files: given = null as FileStore | null,
		rateLimiters = undefined as RateLimiters | undefined,
		keys = keysInFolder(temporaryFolder()) as KeyStore,
		writeLog = undefined as WriteLog | undefined,
		mailer = undefined as Mailer | undefined,
		baseMapFile = undefined as string | undefined,
	} = {},
): Promise<ServerForTests> {
	const clock: Clock = { now: Date.UTC(2026, 0, 15) }
	const now = () => clock.now
	const ready = await setUpServer({
		engine,
		districtsFile,
		loadForms: shippedForms,
		serves,
		demonstration,
		keys,
		now,
	})
	await endFirstPasses(ready)
	const failures: string[] = []
	const files = given ?? (await fileStoreOnDisk(temporaryFolder(), { now, leaveFree: 0 }))
	const app = await buildApp({
		...ready,
		files,
		now,
		longestStallMs,
		recordBatchSize,
		...(rateLimiters ? { rateLimiters } : {}),
		...(writeLog ? { writeLog } : {}),
		...(mailer ? { mailer } : {}),
		...(baseMapFile === undefined ? {} : { baseMapFile }),
		onFailure: (what) => failures.push(what),
	})
	let people = 0
	async function deskOf(invitation: string): Promise<Desk> {
		const reply = await app.inject({
			method: 'POST',
			url: '/api/sign-in-with-code',
			payload: { invitation, password: 'several plain words' },
		})
		const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? ''
		const ask = async (options: InjectOptions) => {
			const answer = await app.inject({ ...options, headers: { cookie } })
			const isJson = String(answer.headers['content-type']).startsWith('application/json')
			return {
				status: answer.statusCode,
				body: isJson ? (answer.json() as unknown) : null,
				raw: answer.rawPayload,
				headers: answer.headers as Record<string, unknown>,
			}
		}
		return {
			person: reply.json() as Person,
			cookie,
			get: (url) => ask({ method: 'GET', url }),
			post: (url, body) => ask({ method: 'POST', url, payload: body as object }),
			delete: (url) => ask({ method: 'DELETE', url }),
		}
	}
	return {
		...ready,
		app,
		files,
		clock,
		failures,
		async desk(role, districts = 'all', code = `${people++}-${role}`) {
			const person = await addPerson(
				ready.store,
				ready.study,
				{ name: `Person ${code}`, code: code.slice(0, 20), role, districts, language: 'en' },
				now(),
			)
			return deskOf((await invite(ready.store, person.id, now())).code)
		},
		deskOf,
		async close() {
			await app.close()
			await ready.store.close()
		},
	}
}
